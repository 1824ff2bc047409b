import type { Part } from '../sink/part.ts'
import type { Clock } from '../time/clock.ts'
import type { Books } from './books.ts'
import type { SavedPartition } from './saved-partition.ts'

export const CHECKPOINT_DIRECTORY = '.checkpoints'

/** What a commit was, whatever its checkpoint holds of the state. */
interface CommitSummary {
  readonly partition: number
  /** 1 for the partition's first commit, then one more each. */
  readonly sequence: number
  readonly nextOffset: number
  readonly parts: readonly Part[]
  readonly books: Books
}

/** A partition's state at an offset, with the parts that were staged on the way there (R2, step 2). */
export interface Checkpoint extends CommitSummary {
  readonly state: SavedPartition
}

/** The first line of a checkpoint's file, which all behind it is a part of. */
export interface CheckpointHead extends CommitSummary {
  /** The files whose changes come before its own, oldest first; none where it holds the whole state. */
  readonly builtOn: readonly CheckpointFile[]
  readonly state: SmallState
}

/** What every checkpoint holds whole of the state. */
export interface SmallState extends Pick<SavedPartition, 'openPairs' | 'beginsMidway' | 'beganAtOffset'> {
  readonly clock: Clock
  readonly closedToMs: number | null
  /** No pane that starts before is needed any more, though those built on may hold it; null: all are needed. */
  readonly openFromMs: number | null
}

/** A checkpoint's file as those know it that are built on it. */
export interface CheckpointFile {
  readonly commitId: string
  readonly sha256: string
  readonly bytes: number
}

/** What the log keeps beside the committed offset: which checkpoint belongs to it (R3). */
export interface CheckpointReference {
  readonly commitId: string
  readonly sequence: number
  readonly sha256: string
}

/** A checkpoint that cannot be used. The message says which and why (R6). */
export class CheckpointError extends Error {
  override readonly name: string = 'CheckpointError'
}

/** p<partition>-<sequence>-<nonce>: no two attempts of a commit share one, so no name is ever used for two contents. */
export const commitIdOf = (partition: number, sequence: number, nonce: string): string =>
  `p${partition}-${String(sequence).padStart(6, '0')}-${nonce}`

export const checkpointPath = (commitId: string): string => `${CHECKPOINT_DIRECTORY}/${commitId}.json`

export const encodeReference = ({ commitId, sequence, sha256 }: CheckpointReference): string =>
  JSON.stringify({ commitId, sequence, sha256 })

/** @throws CheckpointError where the metadata is not a reference: the offset was committed by another program. */
export const decodeReference = (metadata: string, where: string): CheckpointReference => {
  try {
    const { commitId, sequence, sha256 } = JSON.parse(metadata) as Partial<CheckpointReference>
    if (
      typeof commitId === 'string' &&
      /^p\d+-\d+-\w+$/.test(commitId) &&
      Number.isSafeInteger(sequence) &&
      typeof sha256 === 'string'
    )
      return { commitId, sequence: sequence!, sha256 }
  } catch {
    // not JSON: said below
  }
  throw new CheckpointError(
    `${where}: the committed offset names no checkpoint of ours: was it set by another program or a tool?`,
  )
}
