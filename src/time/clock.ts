/** What a partition knows of time. Part of its state, so that a restart does not change what is late (T1). */
export interface Clock {
  /** The greatest event time accepted so far, and the idle time since (T9), unix milliseconds; null before the first event. */
  readonly streamTimeMs: number | null
  /** The time of the first event that was accepted: what lies before it may have been missed (Data sets, `complete`). */
  readonly firstEventMs: number | null
}

export const UNSET_CLOCK: Clock = { streamTimeMs: null, firstEventMs: null }

/** The clock after an event of this time (T1, T4). The same object where nothing changes. */
export const clockAfter = (clock: Clock, eventMs: number): Clock =>
  clock.streamTimeMs !== null && eventMs <= clock.streamTimeMs
    ? clock
    : { streamTimeMs: eventMs, firstEventMs: clock.firstEventMs ?? eventMs }

/** The clock after so much idle time (T9). The same object before the first event: there is no time to go on from. */
export const clockAfterIdle = (clock: Clock, idleMs: number): Clock =>
  clock.streamTimeMs === null ? clock : { ...clock, streamTimeMs: clock.streamTimeMs + idleMs }

/** Stream time less grace; before the first event it is infinitely far back, and nothing is late (T1). */
export const watermarkMs = ({ streamTimeMs }: Clock, graceMs: number): number =>
  streamTimeMs === null ? Number.NEGATIVE_INFINITY : streamTimeMs - graceMs
