import { asyncScheduler, concatMap, NEVER, type Observable, of, throwError, timer } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { type Attention, LiveRun } from '../../src/live/live-run.ts'
import type { StatusView } from '../../src/live/status-view.ts'
import { StandstillError } from '../../src/live/watch-standstill.ts'
import type { PartitionBounds } from '../../src/log/event-log.ts'
import { NOTHING_SEEN, type Seen } from '../../src/look/sight.ts'
import { statusExample } from '../serve/status-example.ts'
import { progress, recovered, running, starting } from '../workers/reports.ts'

type Bounds = readonly PartitionBounds[] | null
const endsAt = (endOffset: number): Observable<Bounds> => of([{ partition: 0, startOffset: 0, endOffset }])
const PLENTY = 1e12

interface Scene {
  /** What the log answers at a time; an Observable stands for a promise, which virtual time does not know. */
  readonly log?: (nowMs: number) => Observable<Bounds>
  readonly room?: (nowMs: number) => number
  readonly attention?: Partial<Attention>
  /** What happens, by time. */
  readonly events?: Readonly<Record<number, (live: LiveRun) => void>>
  /** When to look, rising; watching ends behind the last. */
  readonly looks: readonly number[]
}

/** A run that is watched in virtual time: its status at each look, and when and how watching failed, if it did. */
const watched = ({ log = () => endsAt(0), room = () => PLENTY, attention = {}, events = {}, looks }: Scene) => {
  const seen: StatusView[] = []
  let failure: { readonly atMs: number; readonly error: unknown } | null = null
  new TestScheduler(() => {}).run(() => {
    const now = () => asyncScheduler.now()
    const live = new LiveRun(statusExample().pipeline, now)
    for (const [ms, happens] of Object.entries(events)) timer(Number(ms)).subscribe(() => happens(live))
    const watching = live
      .attend({
        log: { bounds: () => log(now()) as unknown as Promise<Bounds> },
        endOffsets: null,
        freeBytes: () => of(room(now())) as unknown as Promise<number>,
        stallMs: 'off',
        ...attention,
      })
      .subscribe({
        error: (error) => {
          failure = { atMs: now(), error }
        },
      })
    for (const ms of looks) timer(ms).subscribe(() => seen.push(live.status()))
    timer(looks.at(-1)! + 1).subscribe(() => watching.unsubscribe())
  })
  return { seen, failure: failure as { readonly atMs: number; readonly error: unknown } | null }
}
const kindsOf = (seen: readonly StatusView[]) => seen.map(({ problems }) => problems.map(({ kind }) => kind).join())
const takes = (live: LiveRun): void => {
  live.began()
  live.heard(recovered(0))
}

describe('LiveRun', () => {
  it('goes from opening to running to ending, and not back', () => {
    const { seen } = watched({
      events: { 1000: takes, 2000: (live) => live.ending(), 3000: (live) => live.began() },
      looks: [500, 1_500, 2_500, 3_500],
    })
    expect(seen.map(({ phase }) => phase)).toEqual(['opening', 'running', 'ending', 'ending'])
    expect(kindsOf(seen)).toEqual(['starting', '', '', ''])
  })

  it('says what opening waits for, since when, until it is open', () => {
    const waits = (live: LiveRun) => live.waits('log', 'no broker', 500)
    const { seen } = watched({ events: { 100: waits, 600: waits, 2000: takes }, looks: [700, 2_001] })
    expect(seen[0]?.problems).toMatchObject([{ kind: 'log', message: 'no broker', sinceMs: 100 }])
    expect(seen[1]?.problems).toEqual([])
  })

  it('is not ready while it ends without ever having been open', () => {
    const waits = (live: LiveRun) => live.waits('log', 'no broker', 500)
    const { seen } = watched({ events: { 100: waits, 2000: (live) => live.ending() }, looks: [2_500] })
    expect(seen[0]).toMatchObject({ phase: 'ending', problems: [{ kind: 'log', message: 'no broker' }] })
  })

  it('says what keeps the group away as long as that is told again, or until it gives a partition', () => {
    const waits = (live: LiveRun) => live.waits('log', 'not let in', 60_000)
    const events = { 0: takes, 10000: waits, 80000: waits }
    const { seen } = watched({ events, looks: [9_000, 11_000, 81_000, 161_000] })
    expect(kindsOf(seen)).toEqual(['', 'log', 'log', ''])
    const [, first, again] = seen
    expect(first?.problems).toEqual([
      { kind: 'log', message: 'the group is waited for: not let in', sinceMs: 10_000, partition: null, worker: null },
    ])
    expect(again?.problems[0]?.sinceMs).toBe(10_000)
    const { seen: given } = watched({ events: { 0: takes, 10000: waits, 20000: takes }, looks: [21_000] })
    expect(kindsOf(given)).toEqual([''])
  })

  it('waits for the group to give it something', () => {
    const { seen } = watched({ events: { 0: (live) => live.began() }, looks: [100, 61_000] })
    expect(kindsOf(seen)).toEqual(['no_partition', ''])
  })

  it.each([
    ['says that it cannot be reached', () => throwError(() => new Error('no broker'))],
    ['does not answer', () => NEVER],
  ])('says within 5 s that the log %s, and since when', (_, silent) => {
    const log = (nowMs: number) => (nowMs >= 10_000 && nowMs < 30_000 ? silent() : endsAt(9))
    const { seen } = watched({ log, events: { 0: takes }, looks: [9_900, 15_000, 29_000] })
    expect(kindsOf(seen)).toEqual(['', 'log', 'log'])
    const [, soon, later] = seen.map(({ problems }) => problems[0]?.sinceMs)
    expect(soon).toBe(later)
  })

  it('is well again when the log is, by itself', () => {
    const failing = (nowMs: number) => nowMs >= 10_000 && nowMs < 30_000
    const log = (nowMs: number) => (failing(nowMs) ? throwError(() => new Error('no broker')) : endsAt(0))
    expect(kindsOf(watched({ log, events: { 0: takes }, looks: [20_000, 31_100] }).seen)).toEqual(['log', ''])
    const slowly = (nowMs: number) =>
      failing(nowMs) ? timer(30_000 - nowMs).pipe(concatMap(() => endsAt(0))) : endsAt(0)
    expect(kindsOf(watched({ log: slowly, events: { 0: takes }, looks: [20_000, 30_001] }).seen)).toEqual(['log', ''])
  })

  it('says how far behind the log it is, and how fast it goes', () => {
    const events = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [i * 1_000 + 500, (live: LiveRun) => live.heard(progress(0, i * 10, 10))]),
    )
    const { seen } = watched({ log: () => endsAt(200), events: { 0: takes, ...events }, looks: [0, 9_000] })
    expect(seen[0]?.lag.records).toBe(200)
    expect(seen[1]).toMatchObject({ lag: { records: 120 }, records: 90, recordsPerSecond: 10 })
  })

  it('counts lag up to where a run to the end ends, wherever the log does', () => {
    const attention = { endOffsets: new Map([[0, 50]]) }
    const { seen } = watched({ log: () => endsAt(200), attention, events: { 0: takes }, looks: [100] })
    expect(seen[0]?.lag.records).toBe(50)
  })

  it('says within 5 s that there is hardly any room, since when, and no more when there is', () => {
    const room = (nowMs: number) => (nowMs >= 10_000 && nowMs < 20_000 ? 1024 * 1024 : PLENTY)
    const { seen } = watched({ room, events: { 0: takes }, looks: [9_000, 15_000, 19_500, 23_000] })
    expect(kindsOf(seen)).toEqual(['', 'room', 'room', ''])
    expect(seen[1]?.problems[0]?.sinceMs).toBe(seen[2]?.problems[0]?.sinceMs)
    expect(seen.map(({ storageFreeBytes }) => storageFreeBytes)).toEqual([PLENTY, 1024 * 1024, 1024 * 1024, PLENTY])
  })

  describe('where a partition stands still with lag', () => {
    it('says so after 15 s, and fails after as long as it may', () => {
      const attention = { stallMs: 60_000 }
      const looks = [10_000, 20_000, 70_000]
      const { seen, failure } = watched({ log: () => endsAt(9), attention, events: { 0: takes }, looks })
      expect(kindsOf(seen).slice(0, 2)).toEqual(['', 'standstill'])
      expect(failure?.error).toBeInstanceOf(StandstillError)
      expect(Math.round(failure!.atMs / 1_000)).toBe(61) // seen first in second 1
    })

    it('never fails where that is off, nor while the log is silent or the partition waits', () => {
      const looks = [200_000]
      expect(watched({ log: () => endsAt(9), events: { 0: takes }, looks }).failure).toBeNull()
      const attention = { stallMs: 60_000 }
      const silent = (nowMs: number) => (nowMs < 20_000 ? endsAt(9) : NEVER)
      expect(watched({ log: silent, attention, events: { 0: takes }, looks }).failure).toBeNull()
      const waits = (live: LiveRun) => {
        takes(live)
        live.heard({ kind: 'retrying', partition: 0, trouble: 'disk', message: 'full', pauseMs: 1 })
      }
      expect(watched({ log: () => endsAt(9), attention, events: { 0: waits }, looks }).failure).toBeNull()
    })
  })

  it('does not count the time in which the log was down, and still ends what stands behind a log that is flaky (R9)', () => {
    const attention = { stallMs: 60_000 }
    const silentFor = (ms: number, everyMs: number) => (nowMs: number) =>
      nowMs % everyMs >= everyMs - ms ? throwError(() => new Error('no broker')) : endsAt(9)
    const down = { log: silentFor(80_000, 100_000), attention, events: { 0: takes } }
    expect(watched({ ...down, looks: [20_000, 119_000] }).failure).toBeNull()
    const flaky = { log: silentFor(5_000, 20_000), attention, events: { 0: takes } }
    expect(watched({ ...flaky, looks: [119_000] }).failure?.error).toBeInstanceOf(StandstillError)
  })

  it('asks as many processes for windows as there are: none before it runs, this one, or the workers that run', async () => {
    const live = new LiveRun(statusExample().pipeline, () => 7)
    const asked: number[] = []
    live.look$.subscribe(({ id }) => asked.push(id))
    const query = { search: '', tenant: null, top: 5 }
    const seenBy = (id: number, worker?: number): Seen => ({
      ...{ kind: 'seen', id, sight: { ...NOTHING_SEEN, tenantsMatching: 3 } },
      ...(worker !== undefined && { worker }),
    })
    expect(await live.windows(query)).toMatchObject({ atMs: 7, query, isPartial: false, tenantsMatching: 0 })
    live.began()
    const alone = live.windows(query)
    live.heard(seenBy(2))
    expect(await alone).toMatchObject({ isPartial: false, tenantsMatching: 3 })
    for (const worker of [0, 1, 2]) live.heard(worker === 2 ? starting(2) : running(worker))
    const together = live.windows(query)
    for (const worker of [0, 1]) live.heard(seenBy(3, worker))
    expect(await together).toMatchObject({ isPartial: false, tenantsMatching: 6 })
    expect(asked).toEqual([1, 2, 3])
  })

  it('tells of each report', () => {
    const live = new LiveRun(statusExample().pipeline)
    const heard: string[] = []
    live.report$.subscribe(({ kind }) => heard.push(`${kind} ${live.status().records}`))
    live.heard(recovered(0))
    live.heard(progress(0, 5, 5))
    expect(heard).toEqual(['recovered 0', 'progress 5'])
  })
})
