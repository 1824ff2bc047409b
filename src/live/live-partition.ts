import type { Progress } from '../checkpoint/commit-when-due.ts'
import type { Committed } from '../checkpoint/committed.ts'
import { NOTHING_OPEN, type OpenState } from '../checkpoint/open-state.ts'
import type { Recovered } from '../run-partition.ts'

/** Where a partition of this run stands. */
export interface LivePartition {
  /** Who has it; null where this process runs alone. */
  readonly worker: number | null
  readonly nextOffset: number
  readonly committedOffset: number
  /** Unix milliseconds, as the next two; null before the first event. */
  readonly streamTimeMs: number | null
  /** When the last record was appended that was processed; null before the first one. */
  readonly appendedMs: number | null
  /** As of the last commit, or of its taking. */
  readonly open: OpenState
  readonly stateBytes: number
}

const NEW: LivePartition = {
  worker: null,
  nextOffset: 0,
  committedOffset: 0,
  streamTimeMs: null,
  appendedMs: null,
  open: NOTHING_OPEN,
  stateBytes: 0,
}

/** A partition behind its taking: what was processed and not committed before is read again. */
export const takenBy = (
  worker: number | null,
  { appendedMs }: LivePartition = NEW,
  { nextOffset, kept: { streamTimeMs, open, stateBytes } }: Pick<Recovered, 'nextOffset' | 'kept'>,
): LivePartition => ({ worker, nextOffset, committedOffset: nextOffset, streamTimeMs, appendedMs, open, stateBytes })

export const movedBy = (
  before: LivePartition = NEW,
  { nextOffset, streamTimeMs, appendedMs }: Progress,
): LivePartition => ({
  ...before,
  nextOffset,
  streamTimeMs: streamTimeMs ?? before.streamTimeMs,
  appendedMs: appendedMs ?? before.appendedMs,
})

export const committedBy = (before: LivePartition = NEW, { books, open, stateBytes }: Committed): LivePartition => ({
  ...before,
  committedOffset: books.toOffset,
  open,
  stateBytes,
})
