import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FileSystem } from '../sink/file-system.ts'
import type { SavedCounts } from '../window/counts.ts'
import {
  type Checkpoint,
  CheckpointError,
  type CheckpointFile,
  type CheckpointReference,
  checkpointPath,
} from './checkpoint.ts'
import { type DecodedCheckpoint, decodeCheckpoint } from './decode-checkpoint.ts'
import { RebuiltState } from './rebuilt-state.ts'

/** A checkpoint with the state that it and those before it add up to. */
export interface LoadedCheckpoint {
  readonly commitId: string
  readonly checkpoint: Checkpoint
  /** What it was read from, oldest first, itself last: all of them are needed to read it again. */
  readonly files: readonly CheckpointFile[]
}

/** A file that is needed is not there: another commit may have removed it meanwhile. */
export class MissingCheckpoint extends CheckpointError {}

/**
 * Reads a checkpoint and what it is built on, one file at a time, a line at a time: other partitions go on meanwhile. Giving the state to the
 * operators afterwards is one turn, of about a second for a million open sessions.
 * @throws CheckpointError where a file is missing, or not as it was committed, or of another version (R6).
 */
export const loadCheckpoint = async (
  fileSystem: Pick<FileSystem, 'read'>,
  { commitId, sha256 }: Pick<CheckpointReference, 'commitId' | 'sha256'>,
): Promise<LoadedCheckpoint> => {
  const path = checkpointPath(commitId)
  const bytes = await readAs(fileSystem, path, sha256, 'which the committed offset names')
  const newest = decodeCheckpoint(bytes, path)
  const { builtOn, state, ...summary } = newest.head
  const rebuilt = new RebuiltState()
  for (const file of builtOn) {
    const itsPath = checkpointPath(file.commitId)
    const itsBytes = await readAs(fileSystem, itsPath, file.sha256, `which ${path} is built on`)
    await applyAll(rebuilt, decodeCheckpoint(itsBytes, itsPath))
  }
  await applyAll(rebuilt, newest)
  const { closedToMs: _, openFromMs: __, ...small } = state
  return {
    commitId,
    checkpoint: {
      ...summary,
      state: { ...small, windows: rebuilt.windows(state), sessions: rebuilt.sessions() },
    },
    files: [...builtOn, { commitId, sha256, bytes: bytes.length }],
  }
}

/** Entries that are read in one turn: some milliseconds. */
const TURN = 10_000

const applyAll = async (state: RebuiltState, { changes }: DecodedCheckpoint): Promise<void> => {
  let entries = 0
  for (const change of changes) {
    state.apply(change)
    entries += change[0] === 'pane' ? countsIn(change[2]) : change[1].length
    if (entries < TURN) continue
    await nextTurn()
    entries = 0
  }
}

const countsIn = (saved: SavedCounts): number => saved.reduce((sum, [, byType]) => sum + byType.length, 0)

const readAs = async (
  fileSystem: Pick<FileSystem, 'read'>,
  path: string,
  sha256: string,
  whose: string,
): Promise<Buffer> => {
  const bytes = await fileSystem.read(path)
  if (bytes === null)
    throw new MissingCheckpoint(`the checkpoint ${path}, ${whose}, is missing: restore it from a backup`)
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new CheckpointError(`the checkpoint ${path} is not as it was committed (sha256): restore it from a backup`)
  return bytes
}
