import { DATA_SET_NAMES } from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { dataSetDirectory, partitionPrefix } from '../sink/part.ts'
import { type Checkpoint, CheckpointError, parseCheckpoint } from './checkpoint.ts'
import { commitFilesOf } from './commit-files.ts'

/** A part of this partition that has its final name, any; null where there is none. */
export const publishedPartOf = async (fileSystem: FileSystem, partition: number): Promise<string | null> => {
  for (const dataSet of DATA_SET_NAMES) {
    for (const date of await fileSystem.list(dataSetDirectory(dataSet))) {
      const directory = `${dataSetDirectory(dataSet)}/${date}`
      const name = (await fileSystem.list(directory)).find((entry) => entry.startsWith(partitionPrefix(partition)))
      if (name !== undefined) return `${directory}/${name}`
    }
  }
  return null
}

/** A checkpoint behind the first one: so the first was committed, though it may have had no rows. null where there is none. */
export const laterCheckpointOf = async (fileSystem: FileSystem, partition: number): Promise<string | null> => {
  const { checkpoints } = await commitFilesOf(fileSystem, partition)
  return checkpoints.find((path) => Number(commitIdIn(path).split('-')[1]) > 1) ?? null
}

/**
 * The checkpoint that stands in for a committed offset which the log no longer has (R6): the newest of those that were committed.
 *
 * An owner that died may have left two, the last commit's and one on its way. The one on its way counts if any of its parts is
 * published, which is behind its transaction; if none is, the last commit counts, and dead letters between the two may come twice.
 * @throws CheckpointError where there is none that can be read, or the log does not reach from its offset on.
 */
export const newestCheckpoint = async (
  fileSystem: FileSystem,
  partition: number,
  { startOffset, endOffset }: { readonly startOffset: number; readonly endOffset: number },
): Promise<{ readonly commitId: string; readonly checkpoint: Checkpoint }> => {
  const where = `partition ${partition}: --resume-from-checkpoint`
  const found = await readAll(fileSystem, partition)
  const oldestFirst = found.sort((one, other) => one.checkpoint.sequence - other.checkpoint.sequence)
  let newest = oldestFirst[0]
  for (const candidate of oldestFirst) if (await isPublished(fileSystem, candidate.checkpoint)) newest = candidate
  if (newest === undefined)
    throw new CheckpointError(`${where} finds no checkpoint that can be read: restore one from a backup`)
  const { nextOffset } = newest.checkpoint
  if (nextOffset < startOffset || nextOffset > endOffset)
    throw new CheckpointError(
      `${where} would go on from offset ${nextOffset}, but the log holds ${startOffset} to ${endOffset}: it is not the same log any more`,
    )
  return newest
}

const readAll = async (fileSystem: FileSystem, partition: number) => {
  const { checkpoints } = await commitFilesOf(fileSystem, partition)
  const found: { commitId: string; checkpoint: Checkpoint }[] = []
  for (const path of checkpoints) {
    const checkpoint = parseCheckpoint(await fileSystem.read(path))
    if (checkpoint !== null) found.push({ commitId: commitIdIn(path), checkpoint })
  }
  return found
}

/** `p0-000001-a1b2c3d4` of `.checkpoints/p0-000001-a1b2c3d4.json`. */
const commitIdIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)

const isPublished = async (fileSystem: FileSystem, { parts }: Checkpoint): Promise<boolean> => {
  for (const { published } of parts) if ((await fileSystem.read(published)) !== null) return true
  return false
}
