import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDurations, DURATION_BOUNDS_SECONDS, durationsOf, NO_DURATIONS } from '../../src/session/durations.ts'
import { completed } from '../support/events.ts'

const sessionsOf = (...seconds: readonly number[]) => seconds.map((s) => completed(1_000, 1_000 + s * 1_000))
/** How many sessions have taken at most so long, by bound; the last one is all of them. */
const atMost = (seconds: readonly number[]) =>
  [...DURATION_BOUNDS_SECONDS, Number.POSITIVE_INFINITY].map((bound) => seconds.filter((s) => s <= bound).length)
const cumulated = (counts: readonly number[]) => counts.map((_, i) => counts.slice(0, i + 1).reduce((a, b) => a + b, 0))

describe('durationsOf', () => {
  it('counts a duration on a bound as below it, and one just above in the next bucket', () => {
    const { counts, sumSeconds } = durationsOf(sessionsOf(0, 1, 1.001, 2, 86_400, 86_400.5))
    expect(counts.slice(0, 3)).toEqual([2, 2, 0])
    expect(counts.slice(-2)).toEqual([1, 1])
    expect(sumSeconds).toBeCloseTo(172_804.501)
  })

  it('counts each session once, and adds up to the same however sessions are cut into commits', () => {
    const seconds = fc.array(fc.oneof(fc.constantFrom(...DURATION_BOUNDS_SECONDS), fc.nat(200_000)), { maxLength: 40 })
    fc.assert(
      fc.property(seconds, fc.nat(40), (all, cut) => {
        const sum = addDurations(
          durationsOf(sessionsOf(...all.slice(0, cut))),
          durationsOf(sessionsOf(...all.slice(cut))),
        )
        expect(cumulated(sum.counts)).toEqual(atMost(all))
        expect(sum.sumSeconds).toBe(all.reduce((a, b) => a + b, 0))
      }),
    )
  })

  it('is nothing for none', () => {
    expect(durationsOf([])).toEqual(NO_DURATIONS)
    expect(NO_DURATIONS.counts).toHaveLength(DURATION_BOUNDS_SECONDS.length + 1)
  })
})
