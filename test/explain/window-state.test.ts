import { describe, expect, it } from 'vitest'
import type { CommittedPartition } from '../../src/explain/committed-partition.ts'
import type { PublishedCount } from '../../src/explain/published-counts.ts'
import { type ScannedClock, windowState } from '../../src/explain/window-state.ts'

/** The window [0 s, 10 s) of a partition that has committed 100 records and whose clock stands at 20 s, with a grace of 2 s. */
const committed = (more: Partial<CommittedPartition> = {}): CommittedPartition => ({
  partition: 0,
  nextOffset: 100,
  sequence: 3,
  streamMs: 20_000,
  firstEventMs: 0,
  closedToMs: 18_000,
  beganAtOffset: 0,
  beginsMidway: false,
  openCount: 0,
  parts: [],
  ...more,
})
const result = (fromOffset: number, toOffset: number): PublishedCount => ({
  dataSet: 'rolling_window_results',
  partition: 0,
  windowMs: 0,
  occurrences: 2,
  complete: true,
  part: 'a part',
  fromOffset,
  toOffset,
})
const recordAt = (offset: number) => ({ offset, tenant: 'b', eventMs: 12_000, recordMs: 0, watermarkMs: 10_000 })

/** Event times by offset, a second a record until 9 s: 0 is the first, 9 s the last one before the window's end. */
const clock = (more: Partial<ScannedClock> = {}): ScannedClock => ({
  closing: null,
  streamBefore: (offset) => (offset === 0 ? Number.NEGATIVE_INFINITY : Math.min(offset - 1, 9) * 1_000),
  lastCounted: null,
  firstLate: null,
  ...more,
})
const stateOf = (scan: ScannedClock, of: PublishedCount | null, state = committed()) =>
  windowState(state, scan, of, { endMs: 10_000 }, 2_000)

describe('the state of a window', () => {
  it('is unread where the group has committed nothing', () => {
    expect(windowState(null, clock(), null, { endMs: 10_000 }, 2_000)).toEqual({ kind: 'unread' })
  })

  it('is open until the last commit says that it is closed, with the event time that is missing', () => {
    const open = committed({ closedToMs: 8_000, streamMs: 11_500 })
    expect(stateOf(clock(), null, open)).toEqual({ kind: 'open', streamMs: 11_500, watermarkMs: 9_500, missingMs: 500 })
    const empty = committed({ closedToMs: Number.NEGATIVE_INFINITY, streamMs: null })
    expect(stateOf(clock(), null, empty)).toEqual({ kind: 'open', streamMs: null, watermarkMs: null, missingMs: null })
  })

  it('is open with less than nothing missing where the pipeline has a longer grace', () => {
    expect(stateOf(clock(), null, committed({ closedToMs: 8_000, streamMs: 13_000 }))).toMatchObject({
      missingMs: -1_000,
    })
  })

  it.each([
    ['the first record of the commit', result(50, 60), 50, {}],
    ['the last record of the commit', result(50, 60), 59, {}],
    ['the record behind the last event that is counted', result(0, 60), 8, { lastCounted: { offset: 7, streamMs: 0 } }],
    ['the record before the first event that is late', result(0, 60), 8, { firstLate: { offset: 9, streamMs: 0 } }],
    ['any record, where nothing was counted', null, 99, {}],
  ])('is closed by %s', (_, of, offset, edges) => {
    const record = recordAt(offset)
    expect(stateOf(clock({ closing: record, ...edges }), of)).toEqual({ kind: 'closed-by-record', record })
  })

  it('is closed by idle time where a commit of no records wrote the result, though the end of a run would do that too', () => {
    const scan = clock({ lastCounted: { offset: 9, streamMs: 9_000 }, closing: recordAt(70) })
    expect(stateOf(scan, result(60, 60))).toEqual({
      kind: 'closed-otherwise',
      fromOffset: 60,
      toOffset: 60,
      byIdleTime: true,
      byUntilEnd: true,
      closingOffset: 70,
      byGrace: null,
    })
  })

  it('is closed by idle time alone between a counted and a late event of one commit', () => {
    const edges = { lastCounted: { offset: 9, streamMs: 9_000 }, firstLate: { offset: 12, streamMs: 9_000 } }
    expect(stateOf(clock(edges), result(0, 60))).toMatchObject({
      fromOffset: 10,
      toOffset: 12,
      byIdleTime: true,
      byUntilEnd: false,
      closingOffset: null,
      byGrace: null,
    })
  })

  it('is closed at the end of a run alone where the clock has never come that far', () => {
    const stopped = committed({ streamMs: 9_000, closedToMs: 18_000 })
    expect(stateOf(clock({ lastCounted: { offset: 9, streamMs: 9_000 } }), result(0, 100), stopped)).toMatchObject({
      fromOffset: 10,
      toOffset: 100,
      byIdleTime: false,
      byUntilEnd: true,
      byGrace: null,
    })
  })

  it('is closed with a shorter grace where the log moved on between the last counted and the first late event', () => {
    const edges = { lastCounted: { offset: 9, streamMs: 9_000 }, firstLate: { offset: 12, streamMs: 11_000 } }
    const scan = clock({ ...edges, streamBefore: () => 11_000, closing: recordAt(30) })
    const aboveNothing = clock({
      ...edges,
      streamBefore: (offset) => (offset === 0 ? 0 : 11_000),
      closing: recordAt(30),
    })
    expect(stateOf(scan, result(0, 60))).toMatchObject({ byGrace: null })
    expect(stateOf(aboveNothing, result(0, 60))).toMatchObject({ byGrace: { aboveMs: -1_000, upToMs: 1_000 } })
  })

  it('is closed with a longer grace, and by nothing else, where this one would have closed it before', () => {
    const scan = clock({
      closing: recordAt(5),
      lastCounted: { offset: 9, streamMs: 13_000 },
      streamBefore: (offset) => (offset === 0 ? 0 : 15_000),
    })
    expect(stateOf(scan, result(0, 60))).toEqual({
      kind: 'closed-otherwise',
      fromOffset: 10,
      toOffset: 60,
      byIdleTime: false,
      byUntilEnd: false,
      closingOffset: 5,
      byGrace: { aboveMs: 3_000, upToMs: 5_000 },
    })
  })
})
