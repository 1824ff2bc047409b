import type { FileSystem } from '../sink/file-system.ts'
import { STAGING_DIRECTORY } from '../sink/part.ts'
import { CHECKPOINT_DIRECTORY } from './checkpoint.ts'
import {
  encodeIdentity,
  IDENTITY_PATH,
  type PipelineIdentity,
  readIdentity,
  refuseOthers,
} from './pipeline-identity.ts'

const STAGED_PREFIX = '_pipeline-'

/**
 * Makes a storage folder ready for a pipeline: new folders are written on, others must be its own (R6).
 * @throws CheckpointError where the folder belongs to another pipeline, log or topic, or the partition count or the window changed.
 *   Nothing is changed then.
 */
export const claimStorage = async (
  fileSystem: FileSystem,
  identity: PipelineIdentity,
  nonce: () => string,
): Promise<void> => {
  const written = await readIdentity(fileSystem)
  if (written !== null) refuseOthers(written, identity)
  await fileSystem.makeDirectory(STAGING_DIRECTORY)
  await fileSystem.makeDirectory(CHECKPOINT_DIRECTORY)
  if (written !== null) {
    await fileSystem.syncDirectory('.') // who wrote it may have been killed before its name was durable
    return removeStaged(fileSystem)
  }
  // Staged, then linked: nobody ever sees half of it, whenever this process is killed.
  const staged = `${STAGING_DIRECTORY}/${STAGED_PREFIX}${nonce()}.json`
  await fileSystem.create(staged, encodeIdentity(identity))
  const isOurs = await linkFirst(fileSystem, staged)
  if (!isOurs) return claimStorage(fileSystem, identity, nonce)
  await fileSystem.syncDirectory('.')
  await removeStaged(fileSystem)
}

/** False where another process of the group was faster, or has already tidied up behind that one. */
const linkFirst = async (fileSystem: FileSystem, staged: string): Promise<boolean> => {
  try {
    await fileSystem.link(staged, IDENTITY_PATH)
    return true
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** Ours, and what processes left that were killed while they claimed the folder when it was new. */
const removeStaged = async (fileSystem: FileSystem): Promise<void> => {
  const staged = (await fileSystem.list(STAGING_DIRECTORY)).filter((name) => name.startsWith(STAGED_PREFIX))
  for (const name of staged) await fileSystem.remove(`${STAGING_DIRECTORY}/${name}`)
}
