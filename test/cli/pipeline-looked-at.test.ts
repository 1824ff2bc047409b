import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StatusView } from '../../src/live/status-view.ts'
import type { WindowsView } from '../../src/live/windows-view.ts'
import type { RunningCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { produce, start } = pipelineFolder()
const TENANTS = 40

const urlOf = (running: RunningCommand): string => /"url":"([^"]+)"/.exec(running.text())![1]!

/** Asks until it is as it should be, for half a minute at most. */
const until = async <View>(url: string, isRight: (view: View) => boolean): Promise<View> => {
  for (const beganMs = performance.now(); ; await sleep(200)) {
    const view = (await (await fetch(url)).json()) as View
    if (isRight(view)) return view
    if (performance.now() - beganMs > 30_000) throw new Error(`never was: ${JSON.stringify(view).slice(0, 2_000)}`)
  }
}
/** All that is open or closed, but for when it was asked. */
const shownIn = ({ windows, history, tenants, types }: WindowsView) => ({ windows, history, tenants, types })

describe('the windows of a pipeline that runs', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    const events = ['--rate', '0', '--count', '5000', '--tenants', `${TENANTS}`, '--seed', '4']
    await produce('log', '--partitions', '4', ...events)
  })

  const caughtUp = async (running: RunningCommand): Promise<string> => {
    await running.said('dashboard, API and metrics are served')
    const url = urlOf(running)
    await until<StatusView>(`${url}/api/status`, ({ records, lag }) => records >= 5_000 && lag.records === 0)
    return url
  }

  it('are the same in two workers as in one process, also when one of the workers is another one', async () => {
    const still = ['--http', '127.0.0.1:0', '--idle', 'off']
    const alone = start('alone', 'log', ...still)
    const two = start('two', 'log', ...still, '--workers', '2')
    const query = 'api/windows?top=100'
    const isWhole = ({ isPartial, tenantsMatching }: WindowsView) => !isPartial && tenantsMatching === TENANTS
    const expected = shownIn(await until<WindowsView>(`${await caughtUp(alone)}/${query}`, isWhole))
    const url = await caughtUp(two)
    expect(shownIn(await until<WindowsView>(`${url}/${query}`, isWhole))).toEqual(expected)

    const { workers } = await until<StatusView>(`${url}/api/status`, ({ commits }) => commits.length >= 4)
    expect(workers.map(({ state }) => state)).toEqual(['running', 'running'])
    process.kill(workers[0]!.pid!, 'SIGKILL')
    const again = await until<StatusView>(`${url}/api/status`, ({ restarts, problems, partitions }) => {
      return (
        restarts === 1 &&
        problems.length === 0 &&
        partitions.every(({ nextOffset, endOffset }) => nextOffset === endOffset)
      )
    })
    expect(again.workers[0]!.pid).not.toBe(workers[0]!.pid)
    const { windows, tenantsMatching } = await until<WindowsView>(`${url}/${query}`, isWhole)
    expect(tenantsMatching).toBe(TENANTS)
    // What was closed before died with the process. The last five are open, and all of them is there.
    const counts = (of: WindowsView['windows']) =>
      of.slice(-5).map(({ startMs, occurrences }) => [startMs, occurrences])
    expect(counts(windows)).toEqual(counts(expected.windows))
    for (const running of [alone, two]) running.child.kill('SIGTERM')
    for (const running of [alone, two]) expect((await running.ended).code).toBe(0)
  })
})
