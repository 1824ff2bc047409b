import { from } from 'rxjs'
import { expect } from 'vitest'
import { type PairedSessions, pairSessions } from '../../src/session/pair-sessions.ts'
import type { SavedSessions } from '../../src/session/session-state.ts'
import type { SessionOutput } from '../../src/session/session-step.ts'
import type { Moment, TimedBarrier } from '../../src/time/track-watermark.ts'
import { eventAt, moments, timedBarrier } from '../support/events.ts'
import { SavedOverTime } from '../support/saved.ts'
import { bruteForceSessions, inOrder, type PlainEvent, type PlainLimits } from './brute-force.ts'

const TYPES = { start: 'session_start', end: 'session_end', view: 'view' }

export const momentsOf = (events: readonly PlainEvent[], graceMs: number): Moment[] =>
  moments(
    events.map(({ tenant, session, what, timeMs }) => eventAt(timeMs, { tenant, session, type: TYPES[what] })),
    graceMs,
  )

/** What comes out, also as rows like the brute force's, and what the last barrier says and offers to save, after JSON. */
export const runSessions = (
  input: readonly (Moment | TimedBarrier)[],
  limits: PlainLimits,
  restored?: SavedSessions,
) => {
  const outputs: SessionOutput[] = []
  const savings = new SavedOverTime({ sessions: restored })
  let [saved, events]: [SavedSessions | undefined, number] = [undefined, 0]
  from(input)
    .pipe(pairSessions(limits, restored))
    .subscribe((output: PairedSessions) => {
      if (output.kind !== 'sessions-at-barrier') outputs.push(output)
      else [saved, events] = [savings.sessions(output), output.events]
    })
  return { rows: outputs.map(rowOf), outputs, saved: saved!, events }
}

/** The rows in their order, and what is left, are those of the brute force. */
export const expectAsBruteForce = (events: readonly PlainEvent[], limits: PlainLimits & { graceMs: number }): void => {
  const { rows, saved } = runSessions([...momentsOf(events, limits.graceMs), timedBarrier('commit')], limits)
  const truth = bruteForceSessions(events, limits)
  expect(rows).toEqual(truth.rows)
  expect(entriesOf(saved.open)).toEqual(truth.open)
  expect(entriesOf(saved.waiting)).toEqual(truth.waiting)
}

const rowOf = (output: SessionOutput): string => {
  const name = `${output.tenant} ${output.sessionId}`
  return output.kind === 'completed-session'
    ? `completed ${name} ${output.startMs}-${output.endMs}`
    : `${output.outcome} ${name} ${output.eventMs}`
}

export const entriesOf = (saved: SavedSessions['open']) =>
  inOrder(saved.map(([tenant, session, ms]) => ({ tenant, session, ms })))

/** Each start and each end that came in, in no order. */
export const givenTo = (events: readonly PlainEvent[]): string[] =>
  events
    .filter(({ what, session }) => what !== 'view' && session !== null)
    .map(({ tenant, session, what, timeMs }) => JSON.stringify([tenant, session, what, timeMs]))
    .sort()

const ENDS = ['orphan_end', 'duplicate_end', 'ends_before_start']

/** Each start and each end that came out in a row or is still kept, in no order. */
export const accountedFor = (outputs: readonly SessionOutput[], { open, waiting }: SavedSessions): string[] => {
  const ofRows = outputs.flatMap((output) => {
    const name = [output.tenant, output.sessionId]
    if (output.kind === 'unmatched-session')
      return [[...name, ENDS.includes(output.outcome) ? 'end' : 'start', output.eventMs]]
    return [
      [...name, 'start', output.startMs],
      [...name, 'end', output.endMs],
    ]
  })
  const kept = (what: string, entries: SavedSessions['open']) =>
    entries.map(([tenant, session, ms]) => [tenant, session, what, ms])
  return [...ofRows, ...kept('start', open), ...kept('end', waiting)].map((one) => JSON.stringify(one)).sort()
}
