import type { FileSystem } from '../sink/file-system.ts'
import { STAGING_DIRECTORY } from '../sink/part.ts'
import { CHECKPOINT_DIRECTORY, CheckpointError } from './checkpoint.ts'

/** Whose rows a storage folder holds. All of it decides what an offset means, so none of it may change. */
export interface PipelineIdentity {
  /** The log's own name (Kafka's cluster id). */
  readonly log: string
  readonly topic: string
  readonly group: string
  readonly partitions: number
}

const IDENTITY_PATH = '_pipeline.json'
const STAGED_PREFIX = '_pipeline-'
const VERSION = 1

/**
 * Makes a storage folder ready for a pipeline: new folders are written on, others must be its own (R6).
 * @throws CheckpointError where the folder belongs to another pipeline, log or topic, or the partition count changed. Nothing is
 *   changed then.
 */
export const claimStorage = async (
  fileSystem: FileSystem,
  identity: PipelineIdentity,
  nonce: () => string,
): Promise<void> => {
  const written = await fileSystem.read(IDENTITY_PATH)
  if (written !== null) refuseOthers(parseIdentity(written), identity)
  await fileSystem.makeDirectory(STAGING_DIRECTORY)
  await fileSystem.makeDirectory(CHECKPOINT_DIRECTORY)
  if (written !== null) {
    await fileSystem.syncDirectory('.') // who wrote it may have been killed before its name was durable
    return removeStaged(fileSystem)
  }
  // Staged, then linked: nobody ever sees half of it, whenever this process is killed.
  const staged = `${STAGING_DIRECTORY}/${STAGED_PREFIX}${nonce()}.json`
  await fileSystem.create(staged, Buffer.from(`${JSON.stringify({ version: VERSION, ...identity }, null, 2)}\n`))
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

const parseIdentity = (bytes: Buffer): Partial<PipelineIdentity> => {
  try {
    const written: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof written === 'object' && written !== null) return written
  } catch {
    // not JSON: said below
  }
  throw new CheckpointError(
    `the storage's ${IDENTITY_PATH} is not one of ours: restore it, or use another --storage folder`,
  )
}

const refuseOthers = (written: Partial<PipelineIdentity>, identity: PipelineIdentity): void => {
  const names = ['log', 'topic', 'group', 'partitions'] as const
  const different = names.filter((name) => written[name] !== identity[name])
  if (different.length === 0) return
  const list = different.map(
    (name) => `${name} ${JSON.stringify(written[name])}, not ${JSON.stringify(identity[name])}`,
  )
  throw new CheckpointError(
    `the storage belongs to another pipeline (${IDENTITY_PATH} has ${list.join(', ')}): use another --storage folder for this one`,
  )
}
