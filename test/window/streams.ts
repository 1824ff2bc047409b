import fc from 'fast-check'
import type { PlainEvent, PlainShape } from './brute-force.ts'

const TEN_YEARS_MS = 315_360_000_000

/** How far the source's clock goes on before an event: mostly a little, at times over a gap, seldom over ten years. */
const forwardMs = fc.oneof(
  { weight: 40, arbitrary: fc.nat(1_500) },
  { weight: 10, arbitrary: fc.nat(5).map((n) => n * 1_000) },
  { weight: 4, arbitrary: fc.nat(60_000) },
  { weight: 1, arbitrary: fc.constant(TEN_YEARS_MS) },
)

/** How far an event lies behind the source's clock when it comes. */
const behindMs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(3_000) },
  { weight: 1, arbitrary: fc.nat(25_000) },
)

const step = fc.record({
  forwardMs,
  behindMs,
  toSecond: fc.boolean(), // on a boundary, as many sources send them
  tenant: fc.constantFrom('a', 'b', '__proto__'),
  type: fc.constantFrom('view', 'click'),
})

/** Event streams with disorder, gaps, times on boundaries, several tenants and types; from near the epoch on. */
export const streams = (maxLength = 120): fc.Arbitrary<PlainEvent[]> =>
  fc.tuple(fc.nat(30_000), fc.array(step, { maxLength, size: 'max' })).map(([startMs, steps]) => {
    let nowMs = startMs
    return steps.map(({ forwardMs, behindMs, toSecond, tenant, type }) => {
      nowMs += forwardMs
      const timeMs = Math.max(0, nowMs - behindMs)
      return { timeMs: toSecond ? timeMs - (timeMs % 1_000) : timeMs, tenant, type }
    })
  })

export const graces = fc.constantFrom(0, 1, 2_000, 5_000, 15_000)

const anyShape: fc.Arbitrary<PlainShape> = fc
  .tuple(fc.constantFrom(1, 100, 500, 1_000), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .map(([unitMs, one, other]) => ({ sizeMs: unitMs * Math.max(one, other), stepMs: unitMs * Math.min(one, other) }))

/** The pipeline's own shape most of all; one window at a time; a step that does not divide the size; and any other (T2). */
export const shapes: fc.Arbitrary<PlainShape> = fc.oneof(
  fc.constantFrom(
    { sizeMs: 10_000, stepMs: 2_000 },
    { sizeMs: 10_000, stepMs: 2_000 },
    { sizeMs: 5_000, stepMs: 5_000 },
    { sizeMs: 10_000, stepMs: 4_000 },
  ),
  anyShape,
)
