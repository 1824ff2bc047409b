import type { DataSetName } from '../sink/data-set.ts'
import type { Part } from '../sink/part.ts'
import type { ClockReport } from '../time/clock-report.ts'
import type { Books } from './books.ts'
import type { CheckpointFile } from './checkpoint.ts'
import type { CommitContent } from './commit-content.ts'
import type { CommitDigest } from './commit-digest.ts'
import type { InvalidRecords } from './invalid-records.ts'
import type { Pending } from './pending.ts'
import type { Position } from './position.ts'

/** What a commit did, for those who sum up and show. */
export interface Committed extends CommitDigest {
  readonly kind: 'committed'
  readonly books: Books
  readonly rows: Readonly<Record<DataSetName, number>>
  /** Too many of its records were dead letters, and `--force` made it all the same. */
  readonly forced?: InvalidRecords
  readonly clocks: ClockReport
  readonly parts: number
  readonly bytes: number
  /** Of the state, or of what changed of it. */
  readonly checkpointBytes: number
  /** Of all that the state is read from now. */
  readonly stateBytes: number
  /** From the barrier until its parts had their names, waiting for the log and the disk included. */
  readonly tookMs: number
}

/** A commit that is over, and where the partition stands behind it. */
export interface CommitDone {
  readonly kind: 'done'
  readonly committed: Committed
  readonly position: Position
}

/** A commit whose parts and checkpoint are on the disk. */
export interface Staged {
  readonly sequence: number
  /** What its state is read from, its own checkpoint last. */
  readonly checkpoints: readonly CheckpointFile[]
  readonly parts: readonly Part[]
  readonly bytes: number
}

/** What to say of a commit that is over. */
export const commitDone = (
  { nextOffset, state, books, rowSets, digest }: CommitContent,
  { checkpoints, sequence, parts, bytes }: Staged,
  { windows, sessions, clocks }: Pending,
  position: Position,
  tookMs: number,
): CommitDone => ({
  kind: 'done',
  committed: {
    kind: 'committed',
    books,
    rows: Object.fromEntries(rowSets.map(({ dataSet, rows }) => [dataSet, rows])) as Committed['rows'],
    ...digest,
    clocks,
    parts: parts.length,
    bytes,
    checkpointBytes: checkpoints.at(-1)!.bytes,
    stateBytes: checkpoints.reduce((sum, { bytes }) => sum + bytes, 0),
    tookMs,
  },
  position: {
    ...position,
    sequence,
    nextOffset,
    openPairs: state.openPairs,
    unpaired: books.unpairedAfter,
    checkpoints,
    isFixed: true,
    streamTimeMs: state.clock.streamTimeMs,
    counted: { events: windows!.events, heldPairs: windows!.heldPairs, sessionEvents: sessions!.events },
  },
})
