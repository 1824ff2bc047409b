/** The least that idle time is told in: a tick costs as much as an event. */
const TICK_MS = 500
/** Between two looks that lie further apart nobody was watching: the log was away, or records were being processed. */
const LONGEST_GAP_MS = 5_000

/** How long a partition has been idle, as far as its clock was not told yet; both in ms, of wall time that only goes forwards. */
export interface IdleTime {
  /** When the log was last seen to have nothing more; null: not since stream time moved. */
  readonly seenAtMs: number | null
  readonly untoldMs: number
}

export const NOT_IDLE: IdleTime = { seenAtMs: null, untoldMs: 0 }

/**
 * One more look at a log that had nothing more (T9), and the whole ms by which stream time has to go on; 0 mostly, as they are told
 * half a second at a time. Only time between two looks counts, so what passes before the first one does not, nor a gap in
 * which the log could not be asked.
 */
export const lookedAgain = (
  { seenAtMs, untoldMs }: IdleTime,
  atMs: number,
): { readonly idle: IdleTime; readonly tickMs: number } => {
  const gapMs = seenAtMs === null ? 0 : atMs - seenAtMs
  const idleMs = untoldMs + (gapMs > 0 && gapMs <= LONGEST_GAP_MS ? gapMs : 0)
  const tickMs = idleMs < TICK_MS ? 0 : Math.floor(idleMs)
  return { idle: { seenAtMs: atMs, untoldMs: idleMs - tickMs }, tickMs }
}
