import { createHash } from 'node:crypto'
import { DATA_SET_NAMES } from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { dataSetDirectory, partitionPrefix } from '../sink/part.ts'
import { CheckpointError, checkpointPath } from './checkpoint.ts'
import { commitFilesOf } from './commit-files.ts'
import { type LoadedCheckpoint, loadCheckpoint } from './load-checkpoint.ts'

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
  return checkpoints.find((path) => sequenceIn(commitIdIn(path)) > 1) ?? null
}

/**
 * The checkpoint that stands in for a committed offset which the log no longer has (R6): the newest of those that were committed.
 *
 * One was if any of its parts is published, which is behind its transaction, or if a later one is built on it; or, of those before the last,
 * if it has no parts. The last one may have been on its way when its owner died, and one that its owner was writing when it lost the partition
 * may lie about beside the commit of the same number: so one of which none of that is known counts only where there is no other. Dead
 * letters behind the one that counts may come twice. One that is built on another that cannot be read does not count.
 * @throws CheckpointError where there is none that can be read, or the log does not reach from its offset on.
 */
export const newestCheckpoint = async (
  fileSystem: FileSystem,
  partition: number,
  { startOffset, endOffset }: { readonly startOffset: number; readonly endOffset: number },
): Promise<LoadedCheckpoint> => {
  const where = `partition ${partition}: --resume-from-checkpoint`
  const newest = await newestCommitted(fileSystem, partition)
  if (newest === null)
    throw new CheckpointError(`${where} finds no checkpoint that can be read: restore one from a backup`)
  const { nextOffset } = newest.checkpoint
  if (nextOffset < startOffset || nextOffset > endOffset)
    throw new CheckpointError(
      `${where} would go on from offset ${nextOffset}, but the log holds ${startOffset} to ${endOffset}: it is not the same log any more`,
    )
  return newest
}

/** From the newest number down, so that what is not needed is not read. */
const newestCommitted = async (fileSystem: FileSystem, partition: number): Promise<LoadedCheckpoint | null> => {
  const { checkpoints } = await commitFilesOf(fileSystem, partition)
  const commitIds = checkpoints.map(commitIdIn)
  const newestFirst = [...new Set(commitIds.map(sequenceIn))].sort((one, other) => other - one)
  const builtOn = new Set<string>()
  let unsure: LoadedCheckpoint | null = null
  for (const sequence of newestFirst) {
    const ofNumber = commitIds.filter((commitId) => sequenceIn(commitId) === sequence)
    const found = await loadAll(fileSystem, ofNumber)
    for (const one of found) if (builtOn.has(one.commitId) || (await isPublished(fileSystem, one))) return one
    const withoutParts = found.find(({ checkpoint: { parts } }) => parts.length === 0)
    if (withoutParts !== undefined && sequence !== newestFirst[0]) return withoutParts
    unsure ??= found[0] ?? null
    for (const { files } of found) for (const { commitId } of files) builtOn.add(commitId)
  }
  return unsure
}

const loadAll = async (fileSystem: FileSystem, commitIds: readonly string[]): Promise<LoadedCheckpoint[]> => {
  const loaded: LoadedCheckpoint[] = []
  for (const commitId of commitIds) {
    const found = await tryToLoad(fileSystem, commitId)
    if (found !== null) loaded.push(found)
  }
  return loaded
}

/** No committed offset vouches for it: null where it is torn, or of another version, or lacks what it is built on. */
const tryToLoad = async (fileSystem: FileSystem, commitId: string): Promise<LoadedCheckpoint | null> => {
  const bytes = await fileSystem.read(checkpointPath(commitId))
  if (bytes === null) return null
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return loadCheckpoint(fileSystem, { commitId, sha256 }).catch((error: unknown) => {
    if (error instanceof SyntaxError || error instanceof CheckpointError) return null
    throw error
  })
}

/** `p0-000001-a1b2c3d4` of `.checkpoints/p0-000001-a1b2c3d4.json`. */
const commitIdIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)

const sequenceIn = (commitId: string): number => Number(commitId.split('-')[1])

const isPublished = async (fileSystem: FileSystem, { checkpoint: { parts } }: LoadedCheckpoint): Promise<boolean> => {
  for (const { published } of parts) if ((await fileSystem.read(published)) !== null) return true
  return false
}
