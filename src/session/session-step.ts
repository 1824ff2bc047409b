import { type Event, SESSION_END, SESSION_START } from '../event/event.ts'
import type { Moment } from '../time/track-watermark.ts'
import type { SessionName } from './name-map.ts'
import type { SessionState } from './session-state.ts'

export interface SessionLimits {
  /** An open session is forgotten this long after its start, in ms of event time (S4). */
  readonly sessionTimeoutMs: number
  /** Open sessions that a partition remembers; above, the earliest start is evicted (S4). */
  readonly maxOpenSessions: number
}

/** A start and an end that belong together (S1, S2), with the tenant's completed sessions up to and with this one. */
export interface CompletedSession extends SessionName {
  readonly kind: 'completed-session'
  readonly startMs: number
  readonly endMs: number
  readonly sessionCount: number
  readonly totalMs: number
}

/** Why a start or an end has no partner (S2 to S4). */
export type Outcome = 'orphan_end' | 'duplicate_start' | 'duplicate_end' | 'ends_before_start' | 'timed_out' | 'evicted'

/** A start or an end without a partner. `eventMs` is its own time; of `timed_out` and `evicted` that of the start. */
export interface UnmatchedSession extends SessionName {
  readonly kind: 'unmatched-session'
  readonly outcome: Outcome
  readonly eventMs: number
}

export type SessionOutput = CompletedSession | UnmatchedSession

/**
 * One moment of a partition's sessions: first what the watermark says is over (S6), then the event itself (S1 to S4).
 * Changes the state in place (copying 10,000 entries costs 1.27 ms an event) and returns what came out, in order.
 */
export const sessionStep = (
  state: SessionState,
  { event, watermarkMs }: Moment,
  limits: SessionLimits,
): readonly SessionOutput[] => {
  const over = expireSessions(state, watermarkMs, limits)
  const { tenant, sessionId } = event
  if (sessionId === null) return over // S0
  switch (event.type as string) {
    case SESSION_START:
      state.events++
      return behind(over, onStart(state, { tenant, sessionId }, event, limits))
    case SESSION_END:
      state.events++
      return behind(over, onEnd(state, { tenant, sessionId }, event))
    default:
      return over
  }
}

const behind = (over: readonly SessionOutput[], output: SessionOutput | null): readonly SessionOutput[] =>
  output === null ? over : [...over, output]

/** Ends that still wait when nothing more is to come are orphans; open sessions stay open (T10). */
export const endSessions = (state: SessionState): readonly SessionOutput[] =>
  takeAll(state, 'waiting', Number.POSITIVE_INFINITY, 'orphan_end')

const NOTHING: readonly SessionOutput[] = []

/** What is over at this watermark: ends whose start did not come (S2), sessions open for too long (S4). */
export const expireSessions = (
  state: SessionState,
  watermarkMs: number,
  { sessionTimeoutMs }: SessionLimits,
): readonly SessionOutput[] => {
  // Times are whole ms: watermark > end is end <= watermark - 1 (S2).
  const orphans = takeAll(state, 'waiting', watermarkMs - 1, 'orphan_end')
  const timedOut = takeAll(state, 'open', watermarkMs - sessionTimeoutMs, 'timed_out')
  return orphans.length + timedOut.length === 0 ? NOTHING : [...orphans, ...timedOut]
}

const takeAll = (
  state: SessionState,
  index: 'open' | 'waiting',
  ms: number,
  outcome: Outcome,
): readonly SessionOutput[] => {
  let entry = state[index].takeEarliest(ms)
  if (entry === undefined) return NOTHING
  const taken: SessionOutput[] = []
  for (; entry !== undefined; entry = state[index].takeEarliest(ms)) {
    taken.push(unmatched(entry, outcome, entry.ms))
  }
  return taken
}

const onStart = (
  state: SessionState,
  name: SessionName,
  { timeMs }: Event,
  { maxOpenSessions }: SessionLimits,
): SessionOutput | null => {
  if (state.open.get(name) !== undefined) return unmatched(name, 'duplicate_start', timeMs)
  const end = state.waiting.get(name)
  if (end !== undefined && timeMs <= end.ms) {
    state.waiting.remove(name)
    return completed(state, name, timeMs, end.ms)
  }
  state.open.add(name, timeMs)
  if (state.open.size <= maxOpenSessions) return null
  const earliest = state.open.takeEarliest()!
  return unmatched(earliest, 'evicted', earliest.ms)
}

const onEnd = (state: SessionState, name: SessionName, { timeMs }: Event): SessionOutput | null => {
  const start = state.open.get(name)
  if (start !== undefined) {
    if (timeMs < start.ms) return unmatched(name, 'ends_before_start', timeMs)
    state.open.remove(name)
    return completed(state, name, start.ms, timeMs)
  }
  if (state.waiting.get(name) !== undefined) return unmatched(name, 'duplicate_end', timeMs)
  state.waiting.add(name, timeMs)
  return null
}

const completed = (
  { totals }: SessionState,
  { tenant, sessionId }: SessionName,
  startMs: number,
  endMs: number,
): CompletedSession => {
  const { sessions: sessionCount, totalMs } = totals.add(tenant, endMs - startMs)
  return { kind: 'completed-session', tenant, sessionId, startMs, endMs, sessionCount, totalMs }
}

const unmatched = ({ tenant, sessionId }: SessionName, outcome: Outcome, eventMs: number): UnmatchedSession => ({
  kind: 'unmatched-session',
  tenant,
  sessionId,
  outcome,
  eventMs,
})
