import type { PartitionClaim, TakenPartition } from '../log/event-log.ts'
import { DATA_SET_NAMES } from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { dataSetDirectory, partitionPrefix, STAGING_DIRECTORY } from '../sink/part.ts'
import { publishParts } from '../sink/publish-parts.ts'
import {
  CHECKPOINT_DIRECTORY,
  CheckpointError,
  checkpointPath,
  decodeCheckpoint,
  decodeReference,
} from './checkpoint.ts'
import type { Position } from './commit.ts'
import type { SavedPartition } from './saved-partition.ts'

/** A partition that is ours, its storage in order, with where to go on from. */
export interface RecoveredPartition {
  readonly taken: TakenPartition
  readonly position: Position
  /** undefined where the partition begins. */
  readonly saved: SavedPartition | undefined
  readonly report: RecoveryReport
}

export interface RecoveryReport {
  readonly partition: number
  readonly nextOffset: number
  /** Parts of the last commit that its owner did not get to publish. */
  readonly partsFinished: number
  /** Staged files of commits that never were. */
  readonly partsDropped: number
}

/**
 * Takes a partition, in the order that is law (R3): fence, read what is committed, load the checkpoint that it names, publish what that
 * lists, remove what it does not list. Removed is only what was there before the fence: that is of owners who can commit no more. A
 * process that falls asleep here may wake up when another has the partition, and must not touch what that one writes.
 * @throws CheckpointError where storage and log do not belong together (R6); nothing was changed then but the fence.
 */
export const recoverPartition = async (claim: PartitionClaim, fileSystem: FileSystem): Promise<RecoveredPartition> => {
  const { partition } = claim
  const leftovers = await filesOfCommits(fileSystem, partition)
  const taken = await claim.take()
  try {
    const { committed, startOffset } = taken
    if (committed === null) {
      await refuseOrphanedParts(fileSystem, partition)
      const partsDropped = await removeAllBut(fileSystem, leftovers, null)
      return {
        taken,
        saved: undefined,
        position: firstPosition(partition, startOffset),
        report: { partition, nextOffset: startOffset, partsFinished: 0, partsDropped },
      }
    }
    if (committed.offset < startOffset) {
      throw new CheckpointError(
        `partition ${partition}: the group stands at offset ${committed.offset}, but the log begins at ${startOffset}: ` +
          `${startOffset - committed.offset} records were removed before they were read`,
      )
    }
    const reference = decodeReference(committed.metadata, `partition ${partition}`)
    const checkpoint = decodeCheckpoint(await fileSystem.read(checkpointPath(reference.commitId)), reference)
    const partsFinished = await publishParts(fileSystem, checkpoint.parts)
    const partsDropped = await removeAllBut(fileSystem, leftovers, reference.commitId)
    const { sequence, nextOffset, state } = checkpoint
    return {
      taken,
      saved: state,
      position: {
        partition,
        sequence,
        nextOffset,
        openPairs: state.openPairs,
        beginsMidway: state.beginsMidway,
        commitId: reference.commitId,
        counted: { events: 0, heldPairs: 0 },
      },
      report: { partition, nextOffset, partsFinished, partsDropped },
    }
  } catch (error) {
    await taken.close()
    throw error
  }
}

const firstPosition = (partition: number, startOffset: number): Position => ({
  partition,
  sequence: 0,
  nextOffset: startOffset,
  openPairs: 0,
  beginsMidway: startOffset > 0,
  commitId: null,
  counted: { events: 0, heldPairs: 0 },
})

/** Parts without a committed offset: the log or the group was deleted. To go on would count everything twice (R6). */
const refuseOrphanedParts = async (fileSystem: FileSystem, partition: number): Promise<void> => {
  for (const dataSet of DATA_SET_NAMES) {
    for (const date of await fileSystem.list(dataSetDirectory(dataSet))) {
      const directory = `${dataSetDirectory(dataSet)}/${date}`
      const orphan = (await fileSystem.list(directory)).find((name) => name.startsWith(partitionPrefix(partition)))
      if (orphan !== undefined) {
        throw new CheckpointError(
          `partition ${partition}: the storage holds ${directory}/${orphan}, but the log has no committed offset for this group: ` +
            'was the log or the group deleted? Use an empty --storage folder, or the --group that wrote this one',
        )
      }
    }
  }
}

interface CommitFiles {
  readonly staged: readonly string[]
  readonly checkpoints: readonly string[]
}

/** The names of staged parts and checkpoints of a partition. */
const filesOfCommits = async (fileSystem: FileSystem, partition: number): Promise<CommitFiles> => {
  const ours = (name: string) => name.startsWith(partitionPrefix(partition))
  return {
    staged: (await fileSystem.list(STAGING_DIRECTORY)).filter(ours),
    checkpoints: (await fileSystem.list(CHECKPOINT_DIRECTORY)).filter(ours),
  }
}

/** Removes all of them but those of one commit. Returns how many staged parts it removed. */
const removeAllBut = async (fileSystem: FileSystem, files: CommitFiles, commitId: string | null): Promise<number> => {
  const stale = (name: string) => commitId === null || !name.startsWith(commitId)
  const staged = files.staged.filter(stale)
  for (const name of staged) await fileSystem.remove(`${STAGING_DIRECTORY}/${name}`)
  for (const name of files.checkpoints.filter(stale)) await fileSystem.remove(`${CHECKPOINT_DIRECTORY}/${name}`)
  return staged.length
}
