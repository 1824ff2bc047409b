import { defer, type OperatorFunction, scan } from 'rxjs'
import { emitEach } from '../rx/emit-each.ts'
import type { Timed } from '../time/track-watermark.ts'
import {
  loadSessions,
  type SavedSessions,
  type SessionState,
  type SessionsSnapshot,
  saveSessions,
} from './session-state.ts'
import { endSessions, expireSessions, type SessionLimits, type SessionOutput, sessionStep } from './session-step.ts'

/** What a commit at this place would have to save of the sessions. Valid until the next event. */
export interface SessionsAtBarrier {
  readonly kind: 'sessions-at-barrier'
  /** Starts and ends with a session id that were seen since the operator was subscribed (S5). */
  readonly events: number
  /** All, or what is new since it was called last. */
  readonly save: (what: 'whole' | 'changes') => SessionsSnapshot
  /** What is open at the moment of asking, at any time. */
  readonly open: () => { readonly sessions: number; readonly waitingEnds: number }
}

export type PairedSessions = SessionOutput | SessionsAtBarrier

/**
 * Pairs each session_start with the session_end of the same tenant and session id (S0 to S6).
 *
 *   in   s--v--e--e--b-----|     s start, v view, e end, b barrier of a stream that ends
 *   out  ------x-----(uw)--|     x completed, u unmatched (orphan end), w what to save
 *
 * Emits when the partner comes, or when the watermark, of an event or a tick, says that it will not. A second start while the session is open is a
 * duplicate, also when an end waits that would fit it: S3 goes before S2.
 * An `end` barrier gives up the ends that wait; completion gives up nothing: what is open is state.
 * Keeps one entry an open session and one a waiting end, until then, and one a tenant for its mean.
 */
export const pairSessions =
  (limits: SessionLimits, restored?: SavedSessions): OperatorFunction<Timed, PairedSessions> =>
  (moment$) =>
    defer(() =>
      moment$.pipe(
        scan<Timed, Step>(({ state }, input) => ({ state, out: advance(state, input, limits) }), {
          state: loadSessions(restored),
          out: [],
        }),
        emitEach(({ out }) => out),
      ),
    )

interface Step {
  readonly state: SessionState
  readonly out: readonly PairedSessions[]
}

const advance = (state: SessionState, input: Timed, limits: SessionLimits): readonly PairedSessions[] => {
  if (input.kind === 'moment') return sessionStep(state, input, limits)
  if (input.kind === 'tick') return expireSessions(state, input.watermarkMs, limits)
  const ended = input.cause === 'end' ? endSessions(state) : []
  const save: SessionsAtBarrier['save'] = (what) => saveSessions(state, what)
  const open = () => ({ sessions: state.open.size, waitingEnds: state.waiting.size })
  return [...ended, { kind: 'sessions-at-barrier', events: state.events, save, open }]
}
