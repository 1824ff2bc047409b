import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LogError } from '../src/log/event-log.ts'
import { eventJson } from './support/events.ts'
import { FaultPoints, failing } from './support/fault-points.ts'
import { MemoryLog } from './support/memory-log.ts'
import { runAllInMemory } from './support/memory-run.ts'
import { occurrencesOf, publishedOn } from './support/published.ts'

const logOf = (...counts: readonly number[]) => {
  const log = new MemoryLog(counts.length)
  counts.forEach((count, partition) => {
    const values = Array.from({ length: count }, (_, i) => eventJson(i * 2_000, { tenant_id: `t${partition}` }))
    log.append(values, partition)
  })
  return log
}
/** Lets everything happen that needs no time. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await setImmediate()
}

describe('runPipeline', () => {
  it('runs every partition to its end and completes behind the last', async () => {
    const run = runAllInMemory({ log: logOf(3, 500, 0, 40), untilEnd: true })
    await run.ended
    const finished = run.reports.flatMap((report) => (report.kind === 'finished' ? [report.partition] : []))
    expect(finished.sort()).toEqual([0, 1, 2, 3])
    expect([...run.log.committed].map(([partition, { offset }]) => [partition, offset]).sort()).toEqual([
      [0, 3],
      [1, 500],
      [3, 40],
    ])
    const { rolling_window_results } = await publishedOn(run.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(543 * 5)
  })

  it('writes nothing more when it is run to the end again', async () => {
    const first = runAllInMemory({ log: logOf(3, 5), untilEnd: true })
    await first.ended
    const before = first.disk.names()
    await runAllInMemory({ log: first.log, disk: first.disk, untilEnd: true }).ended
    expect(first.disk.names()).toEqual(before)
  })

  it('runs on until it is stopped, then commits every partition and completes', async () => {
    const run = runAllInMemory({ log: logOf(3, 5) })
    await settle()
    expect(run.kinds()).not.toContain('finished')
    run.stop()
    await run.ended
    expect(run.kinds().filter((kind) => kind === 'finished')).toHaveLength(2)
    expect([...run.log.committed.values()].map(({ offset }) => offset).sort()).toEqual([3, 5])
  })

  it('completes when it is stopped before the group gave it anything', async () => {
    const run = runAllInMemory({ log: logOf(3), given: [] })
    await settle()
    run.stop()
    await run.ended
    expect(run.reports).toEqual([])
  })

  it('waits where the group gives it nothing, also to the end', async () => {
    const run = runAllInMemory({ log: logOf(3), given: [], untilEnd: true })
    let isOver = false
    void run.ended.then(() => {
      isOver = true
    })
    await settle()
    expect(isOver).toBe(false)
    run.drop()
  })

  it.each([
    [0, 1],
    [1, 0],
  ])('is not at the end when a rebalance takes all that it has, finished or not: %i, then %i', async (...partitions) => {
    const faults = new FaultPoints()
    const run = runAllInMemory({ log: logOf(3, 5), faults, untilEnd: true })
    faults.pause = () => (faults.operations.at(-1) === 'commit 1' ? new Promise(() => {}) : null)
    let isOver = false
    void run.ended.then(() => {
      isOver = true
    })
    await settle()
    expect(run.reports.flatMap((report) => (report.kind === 'finished' ? [report.partition] : []))).toEqual([0])
    for (const partition of partitions) run.consumer.revoke(partition)
    await settle()
    expect(isOver).toBe(false)
    run.drop()
  })

  it('says of a partition that it was revoked, finished or not: whoever shows it has to forget it', async () => {
    const run = runAllInMemory({ log: logOf(3, 5), untilEnd: true, staysUntilStopped: true })
    await settle()
    run.consumer.revoke(1)
    await settle()
    expect(run.reports.at(-1)).toEqual({ kind: 'revoked', partition: 1 })
    run.drop()
  })

  it('completes a stop when one of its partitions was revoked before', async () => {
    const run = runAllInMemory({ log: logOf(3, 5) })
    await settle()
    run.consumer.revoke(0)
    run.stop()
    await run.ended
    expect(run.reports.flatMap((report) => (report.kind === 'finished' ? [report.partition] : []))).toEqual([1])
  })

  it('stays until it is stopped, where it has to, also when all that it holds is finished', async () => {
    const run = runAllInMemory({ log: logOf(3, 5), untilEnd: true, staysUntilStopped: true })
    let isOver = false
    void run.ended.then(() => {
      isOver = true
    })
    await settle()
    expect(run.kinds().filter((kind) => kind === 'finished')).toHaveLength(2)
    expect(isOver).toBe(false)
    run.stop()
    await run.ended
    expect(run.kinds().filter((kind) => kind === 'finished')).toHaveLength(2)
  })

  it('takes only what it is given', async () => {
    const run = runAllInMemory({ log: logOf(3, 5, 7), given: [1], untilEnd: true })
    await run.ended
    expect([...run.log.committed.keys()]).toEqual([1])
  })

  it('fails with the first partition that fails for good, and lets go of the others', async () => {
    const fenced = new LogError('fenced', 'partition 1 was taken over')
    const run = runAllInMemory({
      log: logOf(3, 5),
      untilEnd: true,
      faults: new FaultPoints(failing('commit 1', fenced)),
    })
    await expect(run.ended).rejects.toBe(fenced)
    await settle()
    expect(run.faults.operations.filter((name) => name.startsWith('close')).sort()).toEqual(['close 0', 'close 1'])
  })
})
