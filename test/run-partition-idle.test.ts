import { describe, expect, it } from 'vitest'
import { LogError } from '../src/log/event-log.ts'
import { FaultPoints } from './support/fault-points.ts'
import { MemoryLog } from './support/memory-log.ts'
import { runAllInMemory, runInMemory } from './support/memory-run.ts'
import { occurrencesOf, publishedOn } from './support/published.ts'
import { eventsEvery2s, logOf, pass, settle, turnTimersByHand } from './support/timed-run.ts'

turnTimersByHand()

/** Looks at the log a second apart, from one time to another. */
const look = (log: MemoryLog, fromS: number, toS: number): void => {
  for (let s = fromS; s <= toS; s++) log.looked$.next(s * 1_000)
}

describe('runPartition, caught up with the log', () => {
  // The last event is at 18 s: its last window ends at 28 s, closed with a grace of 2 s when stream time is 30 s, 12 s later.
  it('closes the last windows when traffic stops, and not before (T9)', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), idle: true })
    await settle()
    look(run.log, 0, 11)
    await pass(10_000)
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(10 * 5 - 1)
    look(run.log, 12, 12)
    await pass(10_000)
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(10 * 5)
    run.drop()
  })

  it('leaves them open with --idle off, and on the way to an end offset', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), idle: false })
    await settle()
    look(run.log, 0, 100)
    await pass(10_000)
    expect((await publishedOn(run.disk)).rolling_window_results).toHaveLength(8)
    run.drop()
  })

  it('writes what comes for a closed window as a correction, and the true count is the sum (T6)', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), idle: true })
    await settle()
    look(run.log, 0, 100)
    run.log.append(eventsEvery2s(1, 9))
    await settle()
    run.stop()
    await run.ended
    const { rolling_window_results, late_window_corrections } = await publishedOn(run.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(50)
    expect(occurrencesOf(late_window_corrections)).toBe(5)
  })

  it('goes on from the time that it had, when it is started again (T1)', async () => {
    const first = runInMemory({ log: logOf(...eventsEvery2s(10)), idle: true })
    await settle()
    look(first.log, 0, 100)
    first.stop()
    await first.ended
    const second = runInMemory({ ...first, idle: true, faults: new FaultPoints() })
    await settle()
    second.log.append(eventsEvery2s(1, 10)) // 20 s, long after which the partition was idle
    await settle()
    second.stop()
    await second.ended
    const { rolling_window_results, late_window_corrections } = await publishedOn(first.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(50)
    expect(occurrencesOf(late_window_corrections)).toBe(5)
  })

  it('saves its time once a minute where nothing else is to be saved', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(1)), idle: true })
    await settle()
    const commits = async (fromS: number, toS: number) => {
      look(run.log, fromS, toS)
      await pass(10_000)
      return run.kinds().filter((kind) => kind === 'committed').length
    }
    expect(await commits(0, 20)).toBe(1) // the last windows
    expect(await commits(21, 79)).toBe(1)
    expect(await commits(80, 80)).toBe(2)
    expect(await commits(81, 139)).toBe(2)
    expect(await commits(140, 140)).toBe(3)
    run.drop()
  })

  it('has a time of its own in each partition: a silent one closes while another is behind', async () => {
    const log = new MemoryLog(2)
    log.append(eventsEvery2s(1), 0)
    const run = runAllInMemory({ log, idle: true })
    await settle()
    look(log, 0, 10)
    log.append(eventsEvery2s(3), 1) // its first look is behind these
    await settle()
    look(log, 11, 20)
    await pass(10_000)
    const { rolling_window_results: rows } = await publishedOn(run.disk)
    const of = (partition: number) => occurrencesOf(rows.filter((row) => row.partition === partition))
    expect([of(0), of(1)]).toEqual([5, 12]) // stream time 20 s, and 4 s + 9 s: what ends by 11 s
    run.drop()
  })
})

describe('runPartition, told to begin at the end of the log', () => {
  const latest = { from: 'latest' } as const

  it('counts what comes from then on, its first windows not complete', async () => {
    const log = logOf(...eventsEvery2s(5))
    const run = runInMemory({ log, ...latest })
    await settle()
    log.append(eventsEvery2s(15, 5)) // 10 s to 38 s
    await settle()
    run.stop()
    await run.ended
    const { rolling_window_results: rows } = await publishedOn(run.disk)
    expect(rows.map(({ window_start, complete }) => [Number(window_start), complete]).sort()).toEqual(
      [
        [2_000, false],
        [4_000, false],
        [6_000, false],
        [8_000, false],
        ...[10, 12, 14, 16, 18, 20, 22, 24, 26].map((s) => [s * 1_000, true]),
      ].sort(),
    )
  })

  it('begins where it had begun when its first commit fails', async () => {
    const log = logOf(...eventsEvery2s(5))
    const run = runInMemory({ log, ...latest })
    let failed = 0
    run.faults.plan = (name) => {
      if (name !== 'commit 0' || failed++ > 0) return null
      log.append(eventsEvery2s(5, 5))
      return { fails: new LogError('unreachable', 'the coordinator is loading') }
    }
    await settle()
    await pass(1_000)
    await pass(10_000)
    expect(run.reports.filter(({ kind }) => kind === 'recovered')).toMatchObject([{ nextOffset: 5 }, { nextOffset: 5 }])
    expect(log.committed.get(0)?.offset).toBe(10)
    run.drop()
  })

  it('says so to the log before anything comes, so that a kill changes nothing', async () => {
    const log = logOf(...eventsEvery2s(5))
    const run = runInMemory({ log, ...latest })
    await settle()
    expect(log.committed.get(0)?.offset).toBe(5)
    run.drop()
    log.append(eventsEvery2s(5, 5))
    await runInMemory({ log, disk: run.disk, ...latest, untilEnd: true }).ended
    expect(occurrencesOf((await publishedOn(run.disk)).rolling_window_results)).toBe(5 * 5)
  })
})
