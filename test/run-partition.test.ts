import { describe, expect, it, vi } from 'vitest'
import type { Committed } from '../src/checkpoint/committed.ts'
import type { Output } from '../src/checkpoint/output.ts'
import { originOf } from '../src/dead-letter/headers.ts'
import { eventJson } from './support/events.ts'
import { FaultPoints } from './support/fault-points.ts'
import { runInMemory } from './support/memory-run.ts'
import { occurrencesOf, publishedOn } from './support/published.ts'
import { eventsEvery2s, logOf, pass, settle, turnTimersByHand } from './support/timed-run.ts'

turnTimersByHand()

describe('runPartition', () => {
  it('reports where it begins, how far it is, and each commit when its time has come', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)) })
    await settle()
    expect(run.kinds()).toEqual(['recovered', 'progress'])
    await pass(10_000)
    expect(run.kinds()).toEqual(['recovered', 'progress', 'progress', 'committed'])
    expect(run.log.committed.get(0)?.offset).toBe(10)
    run.drop()
  })

  describe('a commit', () => {
    const slowly = async () => {
      const run = runInMemory({ log: logOf(...eventsEvery2s(10)) })
      await settle()
      let commitIsOver = () => {}
      run.faults.pause = (n) => {
        if (n !== run.faults.operations.indexOf('commit 0')) return null
        return new Promise((go) => {
          commitIsOver = go
        })
      }
      await pass(10_000) // the commit begins
      run.log.append(eventsEvery2s(10, 10))
      await settle()
      const committed = () => run.kinds().filter((kind) => kind === 'committed').length
      return { run, committed, end: () => commitIsOver() }
    }

    it('comes an interval behind the one before, also where that took its time', async () => {
      const { run, committed, end } = await slowly()
      await pass(4_000)
      end()
      await settle()
      expect(committed()).toBe(1)
      await pass(5_999)
      expect(committed()).toBe(1)
      await pass(1)
      expect(committed()).toBe(2)
      run.drop()
    })

    it('comes when the one before is over, where that took longer than the interval', async () => {
      const { run, committed, end } = await slowly()
      await pass(25_000)
      expect(committed()).toBe(0)
      end()
      await pass(1)
      expect(committed()).toBe(2)
      run.drop()
    })
  })

  it('has dead letters say when they failed', async () => {
    const nowMs = Date.UTC(2026, 10, 23)
    vi.setSystemTime(nowMs)
    const run = runInMemory({ log: logOf('{'), untilEnd: true })
    await run.ended
    const [letter] = run.log.deadLetters
    expect(originOf(letter!.headers)).toMatchObject({ attempt: 1, firstFailedAtMs: nowMs })
  })

  it('shows what comes out to who watches, in its turn and before it is committed', async () => {
    const seen: [Output['kind'], number][] = []
    const run = runInMemory({
      log: logOf(...eventsEvery2s(10)),
      watch: ({ kind }, partition) => seen.push([kind, partition]),
    })
    await settle()
    expect(run.log.committed.get(0)).toBeUndefined()
    expect(seen.filter(([kind]) => kind === 'window-count')).toEqual(Array(8).fill(['window-count', 0]))
    expect(seen.at(-1)).toEqual(['barrier', 0])
    run.stop()
    await run.ended
    const { rolling_window_results } = await publishedOn(run.disk)
    expect(rolling_window_results).toHaveLength(8)
  })

  it('commits what there is when it is stopped, leaves windows open, and finishes', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)) })
    await settle()
    run.stop()
    await run.ended
    expect(run.kinds().slice(-2)).toEqual(['committed', 'finished'])
    const { rolling_window_results } = await publishedOn(run.disk)
    // Stream time 18 s, grace 2 s: windows that end by 16 s, starting at -8 s to 6 s.
    expect(rolling_window_results).toHaveLength(8)
  })

  it('says when it takes the partition again what it has kept of it: what the last commit had left', async () => {
    const log = logOf(...eventsEvery2s(10))
    log.append([eventJson(5_000, { event_type: 'session_start', payload: { session_id: 's' } })])
    const first = runInMemory({ log })
    await settle()
    first.stop()
    await first.ended
    const last = first.reports.find(({ kind }) => kind === 'committed') as Committed
    expect(last.open).toMatchObject({ sessions: 1, waitingEnds: 0 })
    expect(last.open.windows).toBeGreaterThan(0)
    const again = runInMemory({ log, disk: first.disk })
    await settle()
    const { open, stateBytes } = last
    const kept = { streamTimeMs: 18_000, openFromMs: 8_000, open, stateBytes }
    expect(again.reports[0]).toMatchObject({ kind: 'recovered', kept })
    again.drop()
  })

  it('goes on after a stop as if there had been none', async () => {
    const first = runInMemory({ log: logOf(...eventsEvery2s(10)) })
    await settle()
    first.stop()
    await first.ended
    first.log.append(eventsEvery2s(5, 10))
    const second = runInMemory({ ...first, untilEnd: true, faults: new FaultPoints() })
    await second.ended
    const { rolling_window_results, late_window_corrections } = await publishedOn(first.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(15 * 5)
    expect(late_window_corrections).toEqual([])
  })

  it('clips the last batch at the end offset and closes every window there', async () => {
    const log = logOf(...eventsEvery2s(10))
    const run = runInMemory({ log, untilEnd: true, batchSize: () => 100 })
    log.append(eventsEvery2s(10, 10))
    await run.ended
    expect(log.committed.get(0)?.offset).toBe(10)
    const { rolling_window_results } = await publishedOn(run.disk)
    expect(occurrencesOf(rolling_window_results)).toBe(10 * 5)
  })

  it('leaves windows open when it is stopped before its end offset', async () => {
    const log = logOf(...eventsEvery2s(20))
    // The second batch waits for the commit of the first, and the stop comes meanwhile.
    const run = runInMemory({ log, untilEnd: true, batchSize: () => 7, rows: 1 })
    run.faults.plan = (name) => {
      if (name === 'commit 0') queueMicrotask(run.stop)
      return null
    }
    await run.ended
    expect(log.committed.get(0)?.offset).toBe(14)
    await runInMemory({ log, disk: run.disk, untilEnd: true }).ended
    const { rolling_window_results, late_window_corrections } = await publishedOn(run.disk)
    expect(late_window_corrections).toEqual([])
    expect(occurrencesOf(rolling_window_results)).toBe(20 * 5)
  })

  it('finishes at once when it is at the end already, and commits nothing', async () => {
    const first = runInMemory({ log: logOf(...eventsEvery2s(3)), untilEnd: true })
    await first.ended
    const again = runInMemory({ log: first.log, disk: first.disk, untilEnd: true })
    await again.ended
    expect(again.kinds()).toEqual(['recovered', 'progress', 'finished'])
    expect(again.faults.operations.filter((name) => name.startsWith('commit'))).toEqual([])
  })

  it('finishes an empty partition', async () => {
    const run = runInMemory({ untilEnd: true })
    await run.ended
    expect(run.kinds()).toEqual(['recovered', 'progress', 'finished'])
  })

  it('drops what it has when the partition is revoked, and completes without finishing', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)) })
    await settle()
    run.consumer.revoke(0)
    await run.ended
    await pass(60_000)
    expect(run.kinds()).toEqual(['recovered', 'progress'])
    expect(run.log.committed.size).toBe(0)
    expect(run.faults.operations.at(-1)).toBe('close 0')
  })

  it('does not fence a partition that is revoked before: its new owner would die of it (R5)', async () => {
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)) })
    run.consumer.revoke(0)
    await run.ended
    await settle()
    expect(run.faults.operations.filter((name) => name.startsWith('take'))).toEqual([])
  })

  it('lets go of a partition that is revoked while it is being taken', async () => {
    const faults = new FaultPoints()
    const run = runInMemory({ log: logOf(...eventsEvery2s(10)), faults })
    faults.plan = (name) => {
      if (name === 'take 0') run.consumer.revoke(0)
      return null
    }
    await run.ended
    await settle()
    expect(run.kinds()).toEqual([])
    expect(run.faults.operations.filter((name) => name === 'close 0')).toHaveLength(1)
  })
})
