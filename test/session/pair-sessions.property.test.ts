import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timedBarrier } from '../support/events.ts'
import type { PlainEvent, PlainLimits } from './brute-force.ts'
import { accountedFor, expectAsBruteForce, givenTo, momentsOf, runSessions } from './run-sessions.ts'

/** Few tenants and sessions, so that they meet; times that repeat, fall back, and at times pass every timeout. */
const streams = fc
  .array(
    fc.record({
      forwardMs: fc.oneof({ weight: 12, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(60) }),
      behindMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
      tenant: fc.constantFrom('a', 'b'),
      session: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('x', 'y', 'z') },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      what: fc.constantFrom('start', 'end', 'start', 'end', 'view'),
    }),
    { maxLength: 100, size: 'max' },
  )
  .map((steps) => {
    let nowMs = 0
    return steps.map(({ forwardMs, behindMs, tenant, session, what }): PlainEvent => {
      nowMs += forwardMs
      return { tenant, session, what, timeMs: Math.max(0, nowMs - behindMs) }
    })
  })
const limitsOf: fc.Arbitrary<PlainLimits> = fc.record({
  graceMs: fc.constantFrom(0, 1, 5, 20),
  sessionTimeoutMs: fc.constantFrom(1, 10, 40, 1_000),
  maxOpenSessions: fc.constantFrom(1, 3, 100),
})

const commit = timedBarrier('commit')

describe('pairSessions equals a brute force', () => {
  it('row by row, in order, and in what is left (S0 to S6)', () => {
    fc.assert(
      fc.property(streams, limitsOf, (events, limits) => {
        expectAsBruteForce(events, limits)
      }),
      { numRuns: 1_000 },
    )
  })

  it('when it is cut at any two places and goes on from what was saved (T12)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.nat(100), fc.nat(100), (events, limits, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const input = momentsOf(events, limits.graceMs)
        const whole = runSessions(input, limits)
        const first = runSessions([...input.slice(0, from), commit], limits)
        const second = runSessions([...input.slice(from, to), commit], limits, first.saved)
        const third = runSessions(input.slice(to), limits, second.saved)
        expect([first, second, third].flatMap(({ outputs }) => outputs)).toEqual(whole.outputs) // the means, too
      }),
      { numRuns: 500 },
    )
  })
})

describe('the books of sessions', () => {
  it('each start and each end is in exactly one session, one unmatched row, or still open (S5)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.boolean(), (events, limits, ends) => {
        const barrier = timedBarrier(ends ? 'end' : 'commit')
        const { outputs, saved } = runSessions([...momentsOf(events, limits.graceMs), barrier], limits)
        expect(accountedFor(outputs, saved)).toEqual(givenTo(events))
        if (ends) expect(saved.waiting).toEqual([]) // T10
      }),
      { numRuns: 300 },
    )
  })

  it('the count and the sum of a tenant are those of its completed sessions so far', () => {
    fc.assert(
      fc.property(streams, limitsOf, (events, limits) => {
        const sums = new Map<string, { sessions: number; totalMs: number }>()
        for (const output of runSessions(momentsOf(events, limits.graceMs), limits).outputs) {
          if (output.kind !== 'completed-session') continue
          const { sessions, totalMs } = sums.get(output.tenant) ?? { sessions: 0, totalMs: 0 }
          const sum = { sessions: sessions + 1, totalMs: totalMs + output.endMs - output.startMs }
          expect({ sessions: output.sessionCount, totalMs: output.totalMs }).toEqual(sum)
          sums.set(output.tenant, sum)
        }
      }),
      { numRuns: 200 },
    )
  })
})
