import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { deathsIn, lastToCommit, logLines, workerPids } from '../support/log-lines.ts'
import { readOutcome } from '../torture/outcome.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, untilEnd, start, verified } = pipelineFolder()
const RECORDS = 20_000
const TWO = ['--workers', '2', '--log-level', 'debug']
const SMALL_COMMITS = ['--commit-rows', '100']

const expectSameAsAlone = async (storage: string) => {
  const [outcome, alone] = [await readOutcome(at(storage)), await readOutcome(at('alone'))]
  expect(outcome.problems).toEqual([])
  expect(outcome.rows).toEqual(alone.rows)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Also an orphan has 5 s to end, and whoever inherits it takes some time to notice. */
const untilGone = async (pids: readonly number[]): Promise<void> => {
  for (const beganMs = performance.now(); pids.some(isAlive); await sleep(50))
    expect(performance.now() - beganMs).toBeLessThan(20_000)
}

describe('pipeline, in workers,', { timeout: 60_000 }, () => {
  let alone: unknown
  beforeAll(async () => {
    const events = ['--rate', '0', '--count', `${RECORDS}`, '--tenants', '40', '--seed', '4']
    await produce('log', '--partitions', '4', ...events)
    alone = await untilEnd('alone', 'log')
  })

  it('writes the same rows and sums up the same as in one process, each partition with one of them', async () => {
    const running = start('two', 'log', '--until-end', '--json', ...TWO)
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    const took = { seconds: expect.any(Number), eventsPerSecond: expect.any(Number) }
    expect(JSON.parse(stdout)).toEqual({ ...(alone as object), ...took })
    const taken = logLines(stderr).filter(({ msg }) => msg === 'partition taken')
    expect(taken.map(({ partition, worker }) => [partition, worker]).sort()).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
      [3, 1],
    ])
    await expectSameAsAlone('two')
  })

  it('goes on with the partitions of a worker that is killed, and loses and doubles nothing', async () => {
    const running = start('killed', 'log', '--until-end', '--json', ...TWO, ...SMALL_COMMITS)
    await running.said('"committed"', 3)
    const { worker, pid } = lastToCommit(running.text())
    process.kill(pid, 'SIGKILL')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(deathsIn(stderr)).toEqual([worker])
    expect(stderr).toContain('was killed by SIGKILL and is started again')
    const msgs = logLines(stderr).map(({ msg }) => msg)
    expect(msgs.lastIndexOf('partition taken')).toBeLessThan(msgs.lastIndexOf('committed')) // it was in the middle
    await expectSameAsAlone('killed')
    expect(await verified('killed', 'log')).toBe('')
  })

  it('commits in all workers on a signal, though each of them gets it too, as Ctrl-C does', async () => {
    const running = start('stopped', 'log', '--json', ...TWO, ...SMALL_COMMITS)
    await running.said('"committed"', 3)
    const pids = workerPids(running.text())
    for (const pid of pids) for (const signal of ['SIGINT', 'SIGTERM']) process.kill(pid, signal)
    running.child.kill('SIGTERM')
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(0)
    expect(deathsIn(stderr)).toEqual([])
    expect(pids.filter(isAlive)).toEqual([])
    const before: { records: number } = JSON.parse(stdout)
    const after = await untilEnd('stopped', 'log')
    expect(before.records + after.records).toBe(RECORDS)
    await expectSameAsAlone('stopped')
  })

  it('ends at once at the second signal, and with it a worker that does not answer', async () => {
    const running = start('hung', 'log', ...TWO)
    await running.said('worker started', 2)
    const [hung, other] = workerPids(running.text())
    process.kill(hung!, 'SIGSTOP')
    running.child.kill('SIGINT')
    await sleep(1_500)
    expect(isAlive(hung!)).toBe(true)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
    await untilGone([hung!, other!])
  })

  it('leaves no worker behind when it is killed itself; the next run goes on', async () => {
    const running = start('orphaned', 'log', ...TWO, ...SMALL_COMMITS)
    await running.said('"committed"', 3)
    const pids = workerPids(running.text())
    expect(pids).toHaveLength(2)
    running.child.kill('SIGKILL')
    await untilGone(pids)
    await untilEnd('orphaned', 'log', ...TWO)
    await expectSameAsAlone('orphaned')
  })

  it('starts no more workers than there are partitions, and says so', async () => {
    await produce('narrow-log', '--partitions', '1', '--rate', '0', '--count', '10')
    const { code, stderr } = await start('narrow', 'narrow-log', '--until-end', '--workers', '3').ended
    expect(code).toBe(0)
    expect(stderr).toContain('--workers: of 3 only 1 would be given a partition, so no more are started')
    expect(workerPids(stderr)).toEqual([])
  })
})
