import fc from 'fast-check'
import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type PairedSessions, pairSessions } from '../../src/session/pair-sessions.ts'
import type { SavedSessions } from '../../src/session/session-state.ts'
import type { Moment, TimedBarrier } from '../../src/time/track-watermark.ts'
import { eventAt, moments, timedBarrier } from '../support/events.ts'
import { bruteForceSessions, inOrder, type PlainEvent, type PlainLimits } from './brute-force.ts'

const TYPES = { start: 'session_start', end: 'session_end', view: 'view' }

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

const momentsOf = (events: readonly PlainEvent[], graceMs: number) =>
  moments(
    events.map(({ tenant, session, what, timeMs }) => eventAt(timeMs, { tenant, session, type: TYPES[what] })),
    graceMs,
  )

/** Rows as the brute force writes them, and what the last barrier offers to save, after JSON. */
const run = (input: readonly (Moment | TimedBarrier)[], limits: PlainLimits, restored?: SavedSessions) => {
  const outputs: PairedSessions[] = []
  let saved: SavedSessions | undefined
  from(input)
    .pipe(pairSessions(limits, restored))
    .subscribe((output) => {
      if (output.kind === 'sessions-at-barrier') saved = JSON.parse(JSON.stringify(output.save()))
      else outputs.push(output)
    })
  return { rows: outputs.map(rowOf), outputs, saved: saved! }
}
const rowOf = (output: PairedSessions): string => {
  if (output.kind === 'sessions-at-barrier') return ''
  const name = `${output.tenant} ${output.sessionId}`
  return output.kind === 'completed-session'
    ? `completed ${name} ${output.startMs}-${output.endMs}`
    : `${output.outcome} ${name} ${output.eventMs}`
}
const entriesOf = (saved: SavedSessions['open']) =>
  inOrder(saved.map(([tenant, session, ms]) => ({ tenant, session, ms })))

const commit = timedBarrier('commit')

describe('pairSessions equals a brute force', () => {
  it('row by row, in order, and in what is left (S0 to S6)', () => {
    fc.assert(
      fc.property(streams, limitsOf, (events, limits) => {
        const { rows, saved } = run([...momentsOf(events, limits.graceMs), commit], limits)
        const truth = bruteForceSessions(events, limits)
        expect(rows).toEqual(truth.rows)
        expect(entriesOf(saved.open)).toEqual(truth.open)
        expect(entriesOf(saved.waiting)).toEqual(truth.waiting)
      }),
      { numRuns: 1_000 },
    )
  })

  it('when it is cut at any two places and goes on from what was saved (T12)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.nat(100), fc.nat(100), (events, limits, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const input = momentsOf(events, limits.graceMs)
        const whole = run(input, limits)
        const first = run([...input.slice(0, from), commit], limits)
        const second = run([...input.slice(from, to), commit], limits, first.saved)
        const third = run(input.slice(to), limits, second.saved)
        expect([first, second, third].flatMap(({ outputs }) => outputs)).toEqual(whole.outputs) // the means, too
      }),
      { numRuns: 500 },
    )
  })
})

describe('the books of sessions', () => {
  const ofStarts = /^(duplicate_start|timed_out|evicted) /
  const ofEnds = /^(orphan_end|duplicate_end|ends_before_start) /

  it('each start and each end is in exactly one session, one unmatched row, or still open (S5)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.boolean(), (events, limits, ends) => {
        const barrier = timedBarrier(ends ? 'end' : 'commit')
        const { rows, saved } = run([...momentsOf(events, limits.graceMs), barrier], limits)
        const matching = (pattern: RegExp) => rows.filter((row) => pattern.test(row)).length
        const given = (what: string) => events.filter((event) => event.session !== null && event.what === what).length
        const completed = matching(/^completed /)
        expect(given('start')).toBe(completed + matching(ofStarts) + saved.open.length)
        expect(given('end')).toBe(completed + matching(ofEnds) + saved.waiting.length)
        if (ends) expect(saved.waiting).toEqual([]) // T10
      }),
      { numRuns: 300 },
    )
  })

  it('the count and the sum of a tenant are those of its completed sessions so far', () => {
    fc.assert(
      fc.property(streams, limitsOf, (events, limits) => {
        const sums = new Map<string, { sessions: number; totalMs: number }>()
        for (const output of run(momentsOf(events, limits.graceMs), limits).outputs) {
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
