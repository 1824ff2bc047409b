import { describe, expect, it } from 'vitest'
import { type Clock, clockAfter, UNSET_CLOCK, watermarkMs } from '../../src/time/clock.ts'

const clockOf = (...timesMs: number[]): Clock => timesMs.reduce(clockAfter, UNSET_CLOCK)

describe('the clock of a partition (T1)', () => {
  it('stands still before the first event', () => {
    expect(UNSET_CLOCK).toEqual({ streamTimeMs: null, firstEventMs: null })
  })

  it('shows the greatest event time so far, and keeps the first', () => {
    //   events  7   5   9   8
    //   clock   7   7   9   9
    expect([clockOf(7), clockOf(7, 5), clockOf(7, 5, 9), clockOf(7, 5, 9, 8)]).toEqual([
      { streamTimeMs: 7, firstEventMs: 7 },
      { streamTimeMs: 7, firstEventMs: 7 },
      { streamTimeMs: 9, firstEventMs: 7 },
      { streamTimeMs: 9, firstEventMs: 7 },
    ])
  })

  it('is the same object where an event does not move it', () => {
    const clock = clockOf(7)
    expect(clockAfter(clock, 7)).toBe(clock)
    expect(clockAfter(clock, 0)).toBe(clock)
    expect(clockAfter(clock, 8)).not.toBe(clock)
  })

  it('starts at the epoch, too: 0 is a time, not an absence', () => {
    expect(clockOf(0)).toEqual({ streamTimeMs: 0, firstEventMs: 0 })
    expect(clockOf(0, 5)).toEqual({ streamTimeMs: 5, firstEventMs: 0 })
  })
})

describe('the watermark (T1)', () => {
  it.each([
    ['no grace', 10, 0, 10],
    ['a grace', 10, 2, 8],
    ['a grace that reaches before the epoch', 1, 2, -1],
  ])('%s', (_, streamTimeMs, graceMs, expected) => {
    expect(watermarkMs({ streamTimeMs, firstEventMs: 0 }, graceMs)).toBe(expected)
  })

  it('is infinitely far back before the first event: nothing is late', () => {
    expect(watermarkMs(UNSET_CLOCK, 0)).toBe(Number.NEGATIVE_INFINITY)
  })
})
