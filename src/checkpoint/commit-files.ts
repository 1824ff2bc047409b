import type { FileSystem } from '../sink/file-system.ts'
import { type Part, partitionPrefix, STAGING_DIRECTORY } from '../sink/part.ts'
import { CHECKPOINT_DIRECTORY, type CheckpointFile, checkpointPath } from './checkpoint.ts'

/** Paths of a partition's staged parts and checkpoints, whichever commit they are of. */
export interface CommitFiles {
  readonly staged: readonly string[]
  readonly checkpoints: readonly string[]
}

export const commitFilesOf = async (fileSystem: FileSystem, partition: number): Promise<CommitFiles> => {
  const pathsIn = async (directory: string) =>
    (await fileSystem.list(directory))
      .filter((name) => name.startsWith(partitionPrefix(partition)))
      .map((name) => `${directory}/${name}`)
  return { staged: await pathsIn(STAGING_DIRECTORY), checkpoints: await pathsIn(CHECKPOINT_DIRECTORY) }
}

/**
 * Removes all of them but the checkpoints that are needed, and the staged names of parts that are published by now.
 * Returns how many staged parts never will be.
 */
export const removeCommitFiles = async (
  fileSystem: FileSystem,
  { staged, checkpoints }: CommitFiles,
  kept: readonly CheckpointFile[],
  published: readonly Part[],
): Promise<number> => {
  const settled = new Set(published.map((part) => part.staged))
  const rolledBack = staged.filter((path) => !settled.has(path))
  for (const path of rolledBack) await fileSystem.remove(path)
  const needed = new Set(kept.map(({ commitId }) => checkpointPath(commitId)))
  for (const path of checkpoints) if (!needed.has(path)) await fileSystem.remove(path)
  return rolledBack.length
}
