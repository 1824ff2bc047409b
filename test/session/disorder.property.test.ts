import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SavedSessions } from '../../src/session/session-state.ts'
import type { SessionOutput } from '../../src/session/session-step.ts'
import { timedBarrier } from '../support/events.ts'
import type { PlainEvent, PlainLimits } from './brute-force.ts'
import { accountedFor, expectAsBruteForce, givenTo, momentsOf, runSessions } from './run-sessions.ts'

/** Tenants and session ids alike, so that one tenant's name and session run together to another's. */
const names = fc.constantFrom(
  'a',
  'aa',
  '1:a',
  'a1:',
  ':',
  '__proto__',
  'constructor',
  '../../etc',
  '\u202e"\\',
  '\u{1f30a}',
  '\0',
)

/** Of a session, some records twice or three times, each as late as it likes, or not at all. */
const record = fc.record({
  copies: fc.constantFrom(1, 1, 1, 2, 3, 0),
  lateMs: fc.tuple(fc.nat(90), fc.nat(90), fc.nat(90)),
})

/**
 * Sessions in any disorder: ends before starts, copies, several sessions of one name at once, names that nearly collide. No two of them
 * have a time in common, so that the brute force need not know which of equal times is the earlier.
 */
const streams = fc
  .array(
    fc.record({
      tenant: names,
      session: fc.oneof({ weight: 15, arbitrary: names }, { weight: 1, arbitrary: fc.constant(null) }),
      forwardMs: fc.nat(12),
      lengthMs: fc.integer({ min: -3, max: 80 }),
      start: record,
      end: record,
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((sessions) => {
    let nowMs = 3
    const arrivals = sessions.flatMap(({ tenant, session, forwardMs, lengthMs, start, end }, i) => {
      nowMs += forwardMs
      const copiesOf = ({ copies, lateMs }: typeof start, what: PlainEvent['what'], ms: number) =>
        lateMs.slice(0, copies).map((late) => ({
          atMs: ms + late,
          event: { tenant, session, what, timeMs: 1_000 * ms + 2 * i + (what === 'end' ? 1 : 0) },
        }))
      return [...copiesOf(start, 'start', nowMs), ...copiesOf(end, 'end', Math.max(0, nowMs + lengthMs))]
    })
    return arrivals.toSorted((a, b) => a.atMs - b.atMs).map(({ event }): PlainEvent => event)
  })
const limitsOf: fc.Arbitrary<PlainLimits> = fc.record({
  graceMs: fc.constantFrom(0, 1_000, 20_000, 100_000),
  sessionTimeoutMs: fc.constantFrom(1, 30_000, 90_000, 1_000_000),
  maxOpenSessions: fc.constantFrom(1, 2, 8, 1_000),
})

const commit = timedBarrier('commit')

describe('sessions in disorder, with copies and names that nearly collide', () => {
  it('are those of a brute force, row by row (S0 to S6)', () => {
    fc.assert(
      fc.property(streams, limitsOf, (events, limits) => {
        expectAsBruteForce(events, limits)
      }),
      { numRuns: 500 },
    )
  })

  it('are each in exactly one session, one unmatched row, or still open, their starts and their ends (S5)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.boolean(), (events, limits, ends) => {
        const barrier = timedBarrier(ends ? 'end' : 'commit')
        const { outputs, saved, events: seen } = runSessions([...momentsOf(events, limits.graceMs), barrier], limits)
        expect(accountedFor(outputs, saved)).toEqual(givenTo(events))
        expect(seen).toBe(givenTo(events).length)
        if (ends) expect(saved.waiting).toEqual([]) // T10
      }),
      { numRuns: 500 },
    )
  })

  it('come out the same, and are saved the same, wherever the process is killed and goes on (T12)', () => {
    fc.assert(
      fc.property(streams, limitsOf, fc.array(fc.nat(150), { maxLength: 8 }), (events, limits, places) => {
        const input = momentsOf(events, limits.graceMs)
        const whole = runSessions([...input, commit], limits)
        const outputs: SessionOutput[] = []
        let [saved, from, seen]: [SavedSessions | undefined, number, number] = [undefined, 0, 0]
        for (const to of [...places.toSorted((a, b) => a - b), Math.max(input.length, 150)]) {
          const life = runSessions([...input.slice(from, to), commit], limits, saved)
          outputs.push(...life.outputs)
          saved = life.saved
          seen += life.events
          from = to
        }
        expect(outputs).toEqual(whole.outputs) // the means, too
        expect(saved).toEqual(whole.saved)
        expect(seen).toBe(whole.events)
      }),
      { numRuns: 500 },
    )
  })

  it('come to every outcome there is', () => {
    const kinds = fc
      .sample(fc.tuple(streams, limitsOf), { numRuns: 200, seed: 1 })
      .flatMap(([events, limits]) =>
        runSessions(momentsOf(events, limits.graceMs), limits).rows.map((row) => row.split(' ')[0]!),
      )
    expect([...new Set(kinds)].sort()).toEqual([
      'completed',
      'duplicate_end',
      'duplicate_start',
      'ends_before_start',
      'evicted',
      'orphan_end',
      'timed_out',
    ])
  })
})
