import fc from 'fast-check'
import { from, toArray } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import type { Decoded } from '../../src/decode/decode-records.ts'
import { barrier } from '../../src/log/barrier.ts'
import { EventTimeScheduler } from '../../src/time/event-time-scheduler.ts'
import { type Timed, trackWatermark } from '../../src/time/track-watermark.ts'
import { rollingCounts } from '../../src/window/rolling-counts.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import { caughtUp, eventAt, moments, timedBarrier } from '../support/events.ts'
import { SavedOverTime } from '../support/saved.ts'
import {
  addRow,
  bruteForceWindows,
  type PlainEvent,
  type PlainShape,
  pairsOf,
  type Rows,
  sumOf,
  trueCounts,
} from './brute-force.ts'
import { graces, shapes, streams } from './streams.ts'

interface Run {
  readonly results: Rows
  readonly corrections: Rows
  readonly barriers: { events: number; heldPairs: number; openPairs: number; saved: SavedWindows }[]
}

/** Runs the operator to its end; a window that is written twice fails here (T3). */
const run = (input: readonly Timed[], shape: PlainShape, restored?: SavedWindows): Run => {
  const { results, corrections, barriers }: Run = { results: {}, corrections: {}, barriers: [] }
  const savings = new SavedOverTime({ windows: restored })
  const twice: string[] = []
  from(input)
    .pipe(rollingCounts(shape, restored))
    .subscribe((output) => {
      if (output.kind === 'windows-at-barrier') {
        const { events, heldPairs } = output
        const saved = savings.windows(output, shape)
        barriers.push({ events, heldPairs, openPairs: output.save('changes').openPairs, saved })
      } else if (output.kind === 'late') {
        const { event, firstWindowMs, windows } = output
        for (let i = 0; i < windows; i++) addRow(corrections, firstWindowMs + i * shape.stepMs, plain(event))
      } else {
        const { windowStartMs, occurrences, lastEventMs, tenant, type } = output
        const key = JSON.stringify([windowStartMs, tenant, type])
        if (key in results) twice.push(key)
        addRow(results, windowStartMs, { tenant, type, timeMs: lastEventMs }, occurrences)
      }
    })
  expect(twice).toEqual([])
  return { results, corrections, barriers }
}
const plain = ({ tenant, type, timeMs }: PlainEvent): PlainEvent => ({ tenant, type, timeMs })
const momentsOf = (events: readonly PlainEvent[], graceMs: number) =>
  moments(
    events.map((event) => eventAt(event.timeMs, event)),
    graceMs,
  )
const decodedTimes = (decoded: Decoded[], graceMs: number): Timed[] => {
  let timed: Timed[] = []
  from(decoded)
    .pipe(trackWatermark(graceMs), toArray())
    .subscribe((all) => {
      timed = all
    })
  return timed
}
const latest = (events: readonly PlainEvent[]) => (events.length ? Math.max(...events.map((e) => e.timeMs)) : null)

describe('rollingCounts equals a brute force', () => {
  it('in its results and its corrections, for any disorder, gap, grace and shape (T2 to T7)', () => {
    fc.assert(
      fc.property(streams(), shapes, graces, (events, shape, graceMs) => {
        const { results, corrections } = run(momentsOf(events, graceMs), shape)
        const truth = bruteForceWindows(events, shape, graceMs)
        expect(results).toEqual(truth.results)
        expect(corrections).toEqual(truth.corrections)
      }),
      { numRuns: 400 },
    )
  })

  it('in the books at every barrier: held = results + corrections + open (T8)', () => {
    fc.assert(
      fc.property(streams(60), shapes, graces, fc.nat(60), (events, shape, graceMs, cut) => {
        const seen = events.slice(0, cut)
        const { results, corrections, barriers } = run([...momentsOf(seen, graceMs), timedBarrier('commit')], shape)
        const { events: counted, heldPairs, openPairs } = barriers[0]!
        expect(counted).toBe(seen.length)
        expect(heldPairs).toBe(pairsOf(trueCounts(seen, shape)))
        expect(openPairs).toBe(pairsOf(bruteForceWindows(seen, shape, graceMs).open))
        expect(heldPairs).toBe(pairsOf(results) + pairsOf(corrections) + openPairs)
      }),
      { numRuns: 200 },
    )
  })

  it('when it is cut at any two places and goes on from what was saved (T12)', () => {
    fc.assert(
      fc.property(streams(), shapes, graces, fc.nat(120), fc.nat(120), (events, shape, graceMs, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const input = momentsOf(events, graceMs)
        const commit = timedBarrier('commit')
        const first = run([...input.slice(0, from), commit], shape)
        const second = run([...input.slice(from, to), commit], shape, first.barriers[0]!.saved)
        const third = run(input.slice(to), shape, second.barriers[0]!.saved)
        const truth = bruteForceWindows(events, shape, graceMs)
        const written = [first, second, third].flatMap(({ results }) => Object.keys(results))
        expect(new Set(written).size).toBe(written.length) // T3: written once, by one of the three
        expect(sumOf(first.results, second.results, third.results)).toEqual(truth.results)
        expect(sumOf(first.corrections, second.corrections, third.corrections)).toEqual(truth.corrections)
      }),
      { numRuns: 300 },
    )
  })

  it('when time goes on by itself at any place: what is late is so by the time that it was (T9)', () => {
    const idles = fc.array(fc.record({ behind: fc.nat(60), ms: fc.integer({ min: 500, max: 5_000 }) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(streams(60), shapes, graces, idles, (events, shape, graceMs, idle) => {
        const expected: { results: Rows; corrections: Rows } = { results: {}, corrections: {} }
        const decoded: Decoded[] = []
        let [streamMs, wallMs] = [Number.NEGATIVE_INFINITY, 0]
        events.forEach((event, i) => {
          streamMs = Math.max(streamMs, event.timeMs)
          const last = Math.floor(event.timeMs / shape.stepMs) * shape.stepMs
          for (let startMs = last; startMs + shape.sizeMs > event.timeMs; startMs -= shape.stepMs)
            addRow(
              streamMs - graceMs >= startMs + shape.sizeMs ? expected.corrections : expected.results,
              startMs,
              event,
            )
          decoded.push(eventAt(event.timeMs, event))
          for (const { ms } of idle.filter(({ behind }) => behind === i)) {
            streamMs += ms
            wallMs += 10_000 // nobody looked for so long
            decoded.push(caughtUp(wallMs), caughtUp(wallMs + ms))
            wallMs += ms
          }
        })
        const { results, corrections, barriers } = run(decodedTimes([...decoded, barrier('end')], graceMs), shape)
        expect(results).toEqual(expected.results)
        expect(corrections).toEqual(expected.corrections)
        expect(barriers[0]!.openPairs).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('when it is ended at any place: all is closed, and what comes later is a correction (T10)', () => {
    fc.assert(
      fc.property(streams(), shapes, graces, fc.nat(120), (events, shape, graceMs, cut) => {
        const input = momentsOf(events, graceMs)
        const seen = events.slice(0, cut)
        const first = run([...input.slice(0, cut), timedBarrier('end', latest(seen))], shape)
        const { saved, openPairs } = first.barriers[0]!
        expect(openPairs).toBe(0)
        expect(sumOf(first.results, first.corrections)).toEqual(trueCounts(seen, shape))

        const second = run([...input.slice(cut), timedBarrier('end', latest(events))], shape, saved)
        for (const key of Object.keys(second.results))
          expect((JSON.parse(key) as [number])[0] + shape.sizeMs).toBeGreaterThan(saved.closedToMs ?? 0)
        expect(second.barriers[0]!.openPairs).toBe(0)
        const all = sumOf(first.results, first.corrections, second.results, second.corrections)
        expect(all).toEqual(trueCounts(events, shape))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a gap in time', () => {
  const SHAPE = { sizeMs: 10_000, stepMs: 2_000 }
  const MINUTE_MS = 60_000
  const TEN_YEARS_MS = 315_360_000_000

  /** How many pieces of work the schedulers are given over a gap, and how many rows come out. */
  const across = (gapMs: number) => {
    const schedule = vi.spyOn(EventTimeScheduler.prototype, 'schedule')
    const input = momentsOf(
      [0, gapMs, gapMs + MINUTE_MS].map((timeMs) => ({ timeMs, tenant: 'a', type: 'view' })),
      0,
    )
    const { results } = run([...input, timedBarrier('end', gapMs + MINUTE_MS)], SHAPE)
    const scheduled = schedule.mock.calls.length
    schedule.mockRestore()
    return { scheduled, rows: Object.keys(results).length }
  }

  it('costs as much over ten years as over a minute, and emits nothing for the time between (T7, T11)', () => {
    expect(across(MINUTE_MS).rows).toBe(15)
    expect(across(TEN_YEARS_MS)).toEqual(across(MINUTE_MS))
    expect(across(TEN_YEARS_MS).scheduled).toBeLessThan(60)
  })

  it('costs no more where the events before it were closed by the watermark', () => {
    const events = [0, 30_000, TEN_YEARS_MS, TEN_YEARS_MS].map((timeMs) => ({ timeMs, tenant: 'a', type: 'view' }))
    const { results } = run(momentsOf(events, 15_000), SHAPE)
    expect(Object.keys(results)).toHaveLength(10)
  })
})
