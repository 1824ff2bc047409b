import { createHash } from 'node:crypto'
import type { Part } from '../sink/part.ts'
import type { Books } from './books.ts'
import type { SavedPartition } from './saved-partition.ts'

/** Bumped whenever an older or newer program could misread it. */
const VERSION = 1
export const CHECKPOINT_DIRECTORY = '.checkpoints'

/** A partition's state at an offset, with the parts that were staged on the way there (R2, step 2). */
export interface Checkpoint {
  readonly version: typeof VERSION
  readonly partition: number
  /** 1 for the partition's first commit, then one more each. */
  readonly sequence: number
  readonly nextOffset: number
  readonly parts: readonly Part[]
  readonly books: Books
  readonly state: SavedPartition
}

/** What the log keeps beside the committed offset: which checkpoint belongs to it (R3). */
export interface CheckpointReference {
  readonly commitId: string
  readonly sequence: number
  readonly sha256: string
}

/** A checkpoint that cannot be used. The message says which and why (R6). */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}

/** p<partition>-<sequence>-<nonce>: no two attempts of a commit share one, so no name is ever used for two contents. */
export const commitIdOf = (partition: number, sequence: number, nonce: string): string =>
  `p${partition}-${String(sequence).padStart(6, '0')}-${nonce}`

export const checkpointPath = (commitId: string): string => `${CHECKPOINT_DIRECTORY}/${commitId}.json`

export const encodeCheckpoint = (checkpoint: Omit<Checkpoint, 'version'>): { bytes: Buffer; sha256: string } => {
  const bytes = Buffer.from(JSON.stringify({ version: VERSION, ...checkpoint }))
  return { bytes, sha256: sha256Of(bytes) }
}

/** @throws CheckpointError where the bytes are not those that were committed, or of another version. */
export const decodeCheckpoint = (bytes: Buffer | null, { commitId, sha256 }: CheckpointReference): Checkpoint => {
  const path = checkpointPath(commitId)
  if (bytes === null)
    throw new CheckpointError(
      `the checkpoint ${path}, which the committed offset names, is missing: restore it from a backup`,
    )
  if (sha256Of(bytes) !== sha256)
    throw new CheckpointError(`the checkpoint ${path} is not as it was committed (sha256): restore it from a backup`)
  const checkpoint = JSON.parse(bytes.toString('utf8')) as Checkpoint
  if (checkpoint.version !== VERSION)
    throw new CheckpointError(
      `the checkpoint ${path} has version ${checkpoint.version}, and this program reads version ${VERSION}: go on with the program that ` +
        'wrote it, or with one that reads both',
    )
  return checkpoint
}

/** A checkpoint that no committed offset vouches for; null where it is torn, or of another version. */
export const parseCheckpoint = (bytes: Buffer | null): Checkpoint | null => {
  try {
    const checkpoint = JSON.parse(bytes?.toString('utf8') ?? 'null') as Checkpoint | null
    return checkpoint?.version === VERSION ? checkpoint : null
  } catch {
    return null
  }
}

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

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
