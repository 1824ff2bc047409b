import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { healthOnPage } from '../dashboard/health-on-page.ts'
import { eventJson } from '../support/events.ts'
import { deathsIn, logLines, workerPids } from '../support/log-lines.ts'
import {
  metricsOf,
  openStream,
  readinessOf,
  servedAt,
  statusOf,
  untilProblem,
  untilReady,
  untilThere,
} from '../support/served-pipeline.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, start } = pipelineFolder()
const WITHIN_MS = 5_000
const SERVED = ['--http', '127.0.0.1:0', '--commit-interval', '300ms']

/** Half of `records` and more are no events where `badOf` says so. */
const produceLines = async (log: string, records: number, isBad: (i: number) => boolean) => {
  const lines = Array.from({ length: records }, (_, i) => {
    const event = eventJson(1_000_000 + i * 10)
    return isBad(i) ? event.replace('"tenant_id"', '"tenantId"') : event
  })
  await writeFile(at('lines.ndjson'), `${lines.join('\n')}\n`)
  await produce(log, '--file', at('lines.ndjson'), '--partitions', '1')
}

describe('trouble is shown in words', { timeout: 60_000 }, () => {
  it('within 5 s where too many records are no events, for as long as that is so', async () => {
    await produceLines('flood-log', 100, () => false)
    const running = start('flood', 'flood-log', ...SERVED)
    const url = await servedAt(running)
    await untilReady(url, running)
    const page = await healthOnPage(url)
    const caused = produceLines('flood-log', 2_000, (i) => i % 4 !== 0).then(() => performance.now())
    const problem = await untilProblem(url, 'invalid', running)
    const saidMs = performance.now()
    await page.says(problem.message)
    const onPageMs = performance.now()
    const causedMs = await caused // they are in the log; there may have been enough of them before the last
    const [shownMs, tookMs] = [saidMs - causedMs, onPageMs - causedMs]
    console.log(
      `too many records are no events: /readyz said so after ${Math.round(shownMs)} ms, the dashboard after ${Math.round(tookMs)} ms`,
    )
    expect(tookMs).toBeLessThan(WITHIN_MS)
    expect(problem.message).toMatch(
      /^partition 0 waits: partition 0, offsets \d+ to \d+: .* are no events.* --max-invalid allows 50%/,
    )
    const status = await statusOf(url)
    expect(status.problems).toEqual([problem])
    expect(status.partitions[0]!.paused).toMatchObject({ trouble: 'invalid', sinceMs: problem.sinceMs })
    expect((await metricsOf(url)).get('tideline_paused_partitions{trouble="invalid"}')).toBe(1)
    expect(logLines(running.text()).map(({ msg }) => `partition 0 waits: ${msg}`)).toContain(problem.message)
    await sleep(2_000)
    expect((await readinessOf(url)).problems).toMatchObject([{ kind: 'invalid', sinceMs: problem.sinceMs }])

    await produceLines('flood-log', 3_000, () => false)
    const mendedMs = performance.now()
    await untilReady(url, running)
    console.log(`enough events came: ready again after ${Math.round(performance.now() - mendedMs)} ms`)
    await page.close()
    running.child.kill('SIGTERM')
    const { code } = await running.ended
    expect(code).toBe(0)
  })

  it('within 5 s where a worker is killed, until another is there; how it died stays', async () => {
    await produce('killed-log', '--partitions', '2', '--rate', '0', '--count', '300', '--tenants', '40')
    const running = start('killed', 'killed-log', ...SERVED, '--workers', '2')
    const url = await servedAt(running)
    await untilReady(url, running)
    const client = await openStream(url)
    const page = await healthOnPage(url)
    const pid = workerPids(running.text(), 1)[0]!
    const causedMs = performance.now()
    process.kill(pid, 'SIGKILL')
    const problem = await untilProblem(url, 'worker', running)
    const shownMs = performance.now()
    await page.says('worker 1 was killed by SIGKILL')
    const onPageMs = performance.now()
    await untilReady(url, running)
    const readyMs = performance.now()
    console.log(
      `a worker was killed: /readyz said so after ${Math.round(shownMs - causedMs)} ms, the dashboard after ${Math.round(onPageMs - causedMs)} ms, and it was ready ${Math.round(readyMs - shownMs)} ms later`,
    )
    expect(onPageMs - causedMs).toBeLessThan(WITHIN_MS)
    expect(shownMs - causedMs).toBeLessThan(WITHIN_MS)
    expect(problem).toMatchObject({ worker: 1, partition: null })
    expect(problem.message).toBe('worker 1 was killed by SIGKILL, and is started again')
    expect(deathsIn(running.text())).toEqual([1])

    const { workers, restarts } = await statusOf(url)
    expect(workers.find(({ worker }) => worker === 1)).toMatchObject({ state: 'running', how: 'was killed by SIGKILL' })
    expect(restarts).toBe(1)
    expect((await metricsOf(url)).get('tideline_worker_restarts_total')).toBe(1)
    const seen = () => client.views.at(-1)!.status.workers.find(({ how }) => how === 'was killed by SIGKILL')
    await untilThere('the stream shows it', seen, running)
    await page.close()
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
  })
})
