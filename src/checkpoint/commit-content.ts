import {
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  type RowContext,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../sink/data-set.ts'
import { type RowSet, rowSet } from '../sink/stage-parts.ts'
import type { WindowCount } from '../window/roll-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { type Books, checkBooks } from './books.ts'
import type { SmallState } from './checkpoint.ts'
import { nextSaving } from './checkpoint-chain.ts'
import { type CommitDigest, commitDigest } from './commit-digest.ts'
import { correctionRows, type Pending } from './pending.ts'
import type { Position } from './position.ts'
import type { StateSnapshot } from './state-change.ts'

/** All that one commit makes durable, however often it takes to write it. Nothing that comes later changes it. */
export interface CommitContent {
  readonly nextOffset: number
  readonly state: SmallState
  /** All of the state, or what changed since the commit before. */
  readonly saving: 'whole' | 'changes'
  readonly snapshot: StateSnapshot
  readonly books: Books
  readonly rowSets: readonly RowSet[]
  readonly rowContext: RowContext
  readonly digest: CommitDigest
}

/**
 * What is pending at a barrier, behind which each stateful operator has said what to save, as a commit.
 * @throws BooksError where the books do not balance (T8, S5).
 */
export const commitContent = (pending: Pending, position: Position, window: WindowShape): CommitContent => {
  const saving = nextSaving(position.checkpoints)
  const snapshot = { windows: pending.windows!.save(saving), sessions: pending.sessions!.save(saving) }
  const state = stateOf(pending, position, snapshot)
  const corrections = correctionRows(pending)
  const books = booksOf(pending, position, corrections, snapshot)
  checkBooks(books)
  return {
    nextOffset: books.toOffset,
    state,
    saving,
    snapshot,
    books,
    rowSets: [
      rowSet(ROLLING_WINDOW_RESULTS, pending.windowCounts),
      rowSet(LATE_WINDOW_CORRECTIONS, corrections),
      rowSet(SESSION_STATS, pending.completed),
      rowSet(UNMATCHED_SESSIONS, pending.unmatched),
    ],
    rowContext: contextOf(state, position.partition, window),
    digest: commitDigest(pending),
  }
}

const stateOf = (
  { clock }: Pending,
  { beginsMidway, beganAtOffset }: Position,
  { windows: { closedToMs, openFromMs, openPairs } }: StateSnapshot,
): SmallState => ({
  clock: clock!,
  closedToMs,
  openFromMs,
  openPairs,
  beginsMidway,
  ...(beganAtOffset !== undefined && { beganAtOffset }),
})

const booksOf = (
  pending: Pending,
  position: Position,
  corrections: readonly WindowCount[],
  { windows, sessions }: StateSnapshot,
): Books => ({
  partition: position.partition,
  fromOffset: position.nextOffset,
  toOffset: pending.nextOffset ?? position.nextOffset,
  records: pending.records,
  events: pending.windows!.events - position.counted.events,
  deadLetters: pending.deadLetters.length,
  openPairsBefore: position.openPairs,
  heldPairs: pending.windows!.heldPairs - position.counted.heldPairs,
  resultPairs: sumOccurrences(pending.windowCounts),
  correctionPairs: sumOccurrences(corrections),
  openPairsAfter: windows.openPairs,
  unpairedBefore: position.unpaired,
  sessionEvents: pending.sessions!.events - position.counted.sessionEvents,
  completedSessions: pending.completed.length,
  unmatchedSessions: pending.unmatched.length,
  unpairedAfter: sessions.unpaired,
})

const contextOf = ({ clock, beginsMidway }: SmallState, partition: number, window: WindowShape): RowContext => ({
  partition,
  windowSizeMs: window.sizeMs,
  completeFromMs: beginsMidway ? (clock.firstEventMs ?? Number.POSITIVE_INFINITY) : null,
})

const sumOccurrences = (counts: readonly WindowCount[]): number =>
  counts.reduce((sum, { occurrences }) => sum + occurrences, 0)
