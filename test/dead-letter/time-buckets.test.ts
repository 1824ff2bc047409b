import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimeBuckets } from '../../src/dead-letter/time-buckets.ts'

const BASE_MS = Date.parse('2026-11-23T10:00:00Z')
const bucketsOf = (...times: readonly number[]) => {
  const buckets = new TimeBuckets()
  for (const ms of times) buckets.add(ms)
  return buckets
}
const seconds = (buckets: TimeBuckets) =>
  buckets.buckets().map(({ startMs, letters }) => [(startMs - BASE_MS) / 1_000, letters])

describe('buckets of time', () => {
  it('are none of nothing', () => {
    expect(bucketsOf().buckets()).toEqual([])
  })

  it('are of a second where all lie within forty, those between them empty', () => {
    const buckets = bucketsOf(BASE_MS + 2_999, BASE_MS, BASE_MS + 2_000)
    expect(buckets.widthMs).toBe(1_000)
    expect(seconds(buckets)).toEqual([
      [0, 1],
      [1, 0],
      [2, 2],
    ])
  })

  it('are wider where they lie further apart, by multiples of the width', () => {
    const buckets = bucketsOf(BASE_MS + 61_000, BASE_MS - 1, BASE_MS + 63_000)
    expect(buckets.widthMs).toBe(5_000)
    expect(seconds(buckets)[0]).toEqual([-5, 1])
    expect(seconds(buckets).at(-1)).toEqual([60, 2])
  })

  it.each([
    ['39 s', 39_000, 1_000],
    ['an hour', 3_600_000, 300_000],
    ['a day', 86_400_000, 3_600_000],
    ['a year', 365 * 86_400_000, 16 * 86_400_000],
  ])('of %s are forty at most', (_, spanMs, widthMs) => {
    expect(bucketsOf(BASE_MS, BASE_MS + spanMs).widthMs).toBe(widthMs)
  })

  it('leave out what is no time', () => {
    const buckets = bucketsOf(-1, BASE_MS, 1e16, Number.NaN, -5)
    expect(buckets.untimed).toBe(4)
    expect(buckets.buckets()).toHaveLength(1)
  })

  it('hold every time once, forty of them at most, whatever the times and their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 8.64e15 }))), (times) => {
        const buckets = bucketsOf(...times)
        const all = buckets.buckets()
        expect(all.length).toBeLessThanOrEqual(40)
        for (const { startMs, letters } of all) {
          expect(startMs % buckets.widthMs).toBe(0)
          expect(letters).toBe(times.filter((ms) => ms >= startMs && ms < startMs + buckets.widthMs).length)
        }
        expect(all.reduce((sum, { letters }) => sum + letters, 0)).toBe(times.length)
      }),
    )
  })
})
