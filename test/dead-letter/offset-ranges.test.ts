import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OffsetRange, OffsetRanges } from '../../src/dead-letter/offset-ranges.ts'

const rangesOf = (...added: readonly OffsetRange[]) => {
  const ranges = new OffsetRanges()
  for (const [from, to] of added) ranges.add(from, to)
  return ranges
}

describe('a set of offsets', () => {
  it('is empty at first', () => {
    expect(rangesOf().ranges()).toEqual([])
    expect(rangesOf().has(0)).toBe(false)
  })

  it('merges what touches and what overlaps, in whatever order it came', () => {
    expect(rangesOf([7, 9], [0, 1], [2, 2], [4, 5], [8, 20]).ranges()).toEqual([
      [0, 2],
      [4, 5],
      [7, 20],
    ])
  })

  it('holds both ends of a range', () => {
    const ranges = rangesOf([3, 5], [9, 9])
    expect([2, 3, 5, 6, 8, 9, 10].filter((offset) => ranges.has(offset))).toEqual([3, 5, 9])
  })

  it('keeps one range of a million offsets that were added one by one, backwards', () => {
    const ranges = new OffsetRanges()
    for (let offset = 999_999; offset >= 0; offset--) ranges.add(offset, offset)
    expect(ranges.ranges()).toEqual([[0, 999_999]])
  })

  it('holds exactly what was added', () => {
    const anyRange = fc.tuple(fc.nat(60), fc.nat(8)).map(([from, more]): OffsetRange => [from, from + more])
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 20 }), (added) => {
        const ranges = rangesOf(...added)
        for (let offset = 0; offset < 80; offset++)
          expect(ranges.has(offset)).toBe(added.some(([from, to]) => from <= offset && offset <= to))
        const merged = ranges.ranges()
        for (let i = 1; i < merged.length; i++) expect(merged[i]![0]).toBeGreaterThan(merged[i - 1]![1] + 1)
      }),
    )
  })
})
