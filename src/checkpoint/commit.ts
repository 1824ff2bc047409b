import type { Reason } from '../event/reason.ts'
import type { TakenPartition } from '../log/event-log.ts'
import {
  type DataSetName,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  type RowContext,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { publishParts } from '../sink/publish-parts.ts'
import { type RowSet, rowSet, stageParts } from '../sink/stage-parts.ts'
import type { WindowCount } from '../window/roll-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { type Books, checkBooks } from './books.ts'
import { CHECKPOINT_DIRECTORY, checkpointPath, commitIdOf, encodeCheckpoint, encodeReference } from './checkpoint.ts'
import { correctionRows, type Pending } from './pending.ts'
import type { SavedPartition } from './saved-partition.ts'

/** Where a partition stands: what its next commit goes on from. */
export interface Position {
  readonly partition: number
  readonly sequence: number
  readonly nextOffset: number
  readonly openPairs: number
  readonly beginsMidway: boolean
  /** The checkpoint of the last commit, which the next one replaces; null before the first. */
  readonly commitId: string | null
  /** What the operators had counted when the last commit was made; they count since they were subscribed. */
  readonly counted: { readonly events: number; readonly heldPairs: number }
}

export interface CommitTargets {
  readonly fileSystem: FileSystem
  readonly log: Pick<TakenPartition, 'commit'>
  readonly deadLetterTopic: string
  readonly window: WindowShape
  /** Makes a commit's name unique: letters and digits. */
  readonly nonce: () => string
}

/** What a commit did, for those who sum up and show. */
export interface Committed {
  readonly kind: 'committed'
  readonly books: Books
  readonly rows: Readonly<Record<DataSetName, number>>
  readonly deadLetters: Readonly<Partial<Record<Reason, number>>>
  readonly parts: number
  readonly bytes: number
}

/**
 * The commit of a partition (R2): all that is pending, once, whatever fails between any two steps. Resolves when it is published.
 *
 *   1 stage the rows' parts   2 write the checkpoint   3 one log transaction   4 publish the parts   5 remove the old checkpoint
 *
 * Before 3 nothing of it exists: what lies about is removed when the partition is taken next. From 3 on all of it does: taking the
 * partition finishes 4 (R3). On rejection the partition is spent and has to be taken again (R4).
 * @throws BooksError before anything is written, where the books do not balance (T8).
 */
export const commitPending = async (
  pending: Pending,
  position: Position,
  { fileSystem, log, deadLetterTopic, window, nonce }: CommitTargets,
): Promise<{ committed: Committed; position: Position }> => {
  const { partition } = position
  const sequence = position.sequence + 1
  const commitId = commitIdOf(partition, sequence, nonce())
  const nextOffset = pending.nextOffset ?? position.nextOffset
  const state = stateOf(pending, position)
  const corrections = correctionRows(pending)
  const books = booksOf(pending, position, corrections, state.openPairs)
  checkBooks(books)

  const rowSets = rowSetsOf(pending, corrections)
  const metadata = { 'tideline.books': JSON.stringify(books) }
  const staged = await stageParts(fileSystem, commitId, rowSets, contextOf(state, partition, window), metadata)
  const checkpoint = encodeCheckpoint({ partition, sequence, nextOffset, parts: staged.parts, books, state })
  await fileSystem.create(checkpointPath(commitId), checkpoint.bytes)
  await fileSystem.syncDirectory(CHECKPOINT_DIRECTORY)
  await log.commit({
    nextOffset,
    metadata: encodeReference({ commitId, sequence, sha256: checkpoint.sha256 }),
    topic: deadLetterTopic,
    records: pending.deadLetters.map(({ record }) => record),
  })
  await publishParts(fileSystem, staged.parts)
  if (position.commitId !== null) await fileSystem.remove(checkpointPath(position.commitId))

  const { events, heldPairs } = pending.windows!
  return {
    committed: {
      kind: 'committed',
      books,
      rows: Object.fromEntries(rowSets.map(({ dataSet, rows }) => [dataSet, rows])) as Committed['rows'],
      deadLetters: countByReason(pending),
      parts: staged.parts.length,
      bytes: staged.bytes,
    },
    position: {
      ...position,
      sequence,
      nextOffset,
      openPairs: state.openPairs,
      commitId,
      counted: { events, heldPairs },
    },
  }
}

/** True when a commit would change anything. */
export const isWorthCommitting = ({ nextOffset, rows, deadLetters }: Pending, position: Position): boolean =>
  rows > 0 || deadLetters.length > 0 || (nextOffset !== null && nextOffset !== position.nextOffset)

/** Asked at a barrier, behind which each stateful operator has said what to save. */
const stateOf = ({ clock, windows, sessions }: Pending, { beginsMidway }: Position): SavedPartition => ({
  clock: clock!,
  windows: windows!.save(),
  sessions: sessions!.save(),
  openPairs: windows!.openPairs(),
  beginsMidway,
})

const booksOf = (
  pending: Pending,
  position: Position,
  corrections: readonly WindowCount[],
  openPairs: number,
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
  openPairsAfter: openPairs,
})

const rowSetsOf = (pending: Pending, corrections: readonly WindowCount[]): readonly RowSet[] => [
  rowSet(ROLLING_WINDOW_RESULTS, pending.windowCounts),
  rowSet(LATE_WINDOW_CORRECTIONS, corrections),
  rowSet(SESSION_STATS, pending.completed),
  rowSet(UNMATCHED_SESSIONS, pending.unmatched),
]

const contextOf = ({ clock, beginsMidway }: SavedPartition, partition: number, window: WindowShape): RowContext => ({
  partition,
  windowSizeMs: window.sizeMs,
  completeFromMs: beginsMidway ? clock.firstEventMs : null,
})

const sumOccurrences = (counts: readonly WindowCount[]): number =>
  counts.reduce((sum, { occurrences }) => sum + occurrences, 0)

const countByReason = ({ deadLetters }: Pending): Partial<Record<Reason, number>> => {
  const counts: Partial<Record<Reason, number>> = {}
  for (const { reason } of deadLetters) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}
