import { describe, expect, it } from 'vitest'
import { latencyFigures, spreadOf } from './latency-figures.ts'

const SIZE_MS = 10_000
const GRACE_MS = 2_000

/** A window that a record closed at 20,000 and that was seen so much later. */
const seen = (partition: number, windowStartMs: number, afterMs: number) => ({
  ...{ partition, windowStartMs, rows: 3, seenAtMs: 20_000 + afterMs },
})
const close = (partition: number, windowStartMs: number, offset: number) => ({
  ...{ partition, windowEndMs: windowStartMs + SIZE_MS, offset, appendedAtMs: 20_000 },
})
const commit = (partition: number, toOffset: number, atMs: number, tookMs = 10) => ({
  partition,
  toOffset,
  atMs,
  tookMs,
})

const figures = (observed: Partial<Parameters<typeof latencyFigures>[0]>) =>
  latencyFigures({
    seen: [],
    closes: [],
    commits: [],
    windowSizeMs: SIZE_MS,
    graceMs: GRACE_MS,
    fromMs: 18_000,
    ...observed,
  })

describe('the latency of windows', () => {
  it('is from the append of what closed a window, in its own partition, until it was seen', () => {
    const { visible, fromEventTime } = figures({
      seen: [seen(0, 6_000, 30), seen(1, 6_000, 90), seen(1, 4_000, 90)], // 4,000 was over before the first record
      closes: [close(0, 6_000, 5), close(1, 6_000, 7), close(1, 4_000, 7)],
    })
    expect(visible).toEqual({ count: 3, p50: 90, p99: 90, max: 90 })
    expect(fromEventTime).toEqual({ count: 2, p50: 2_030, p99: 2_090, max: 2_090 }) // 16,000 is its end, 18,000 with the grace
  })

  //   offsets   5 close   6 behind the first commit   9 behind the second
  it('ends with the first commit that has the record which closed it', () => {
    const { published } = figures({
      seen: [seen(0, 6_000, 30), seen(0, 8_000, 31)],
      closes: [close(0, 6_000, 5), close(0, 8_000, 6)],
      commits: [commit(1, 99, 20_100), commit(0, 5, 20_200), commit(0, 6, 21_000), commit(0, 9, 31_000)],
    })
    expect(published).toEqual({ count: 2, p50: 1_000, p99: 11_000, max: 11_000 })
  })

  it('leaves out what no record closed, and what was closed before its record came', () => {
    const { visible, published, closedByIdleTime } = figures({
      seen: [seen(0, 6_000, 30), seen(0, 8_000, -200)],
      closes: [close(0, 8_000, 5)],
      commits: [commit(0, 9, 21_000)],
    })
    expect([visible, published, closedByIdleTime]).toEqual([null, null, 2])
  })

  it('is told apart where a commit of any partition was under way', () => {
    const { visible, visibleBetweenCommits } = figures({
      seen: [seen(0, 6_000, 30), seen(0, 8_000, 300), seen(0, 4_000, 50)],
      closes: [close(0, 6_000, 5), close(0, 8_000, 5), close(0, 4_000, 5)],
      commits: [commit(1, 9, 20_280, 200), commit(2, 9, 19_999)],
    })
    expect(visible).toMatchObject({ count: 3, max: 300 })
    expect(visibleBetweenCommits).toEqual({ count: 2, p50: 30, p99: 50, max: 50 })
  })
})

it('a spread has times that were measured, by nearest rank', () => {
  expect(spreadOf([])).toBeNull()
  expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p99: 7, max: 7 })
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect(spreadOf(hundred)).toEqual({ count: 100, p50: 50, p99: 99, max: 100 })
})
