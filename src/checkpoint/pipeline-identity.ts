import type { FileSystem } from '../sink/file-system.ts'
import { CheckpointError } from './checkpoint.ts'

/** Whose rows a storage folder holds. All of it decides what an offset or a count means, so none of it may change. */
export interface PipelineIdentity {
  /** The log's own name (Kafka's cluster id). */
  readonly log: string
  readonly topic: string
  readonly group: string
  readonly partitions: number
  readonly windowSizeMs: number
  readonly windowStepMs: number
}

export const IDENTITY_PATH = '_pipeline.json'
const VERSION = 1
/** Of folders that were made when no other window could be had. */
const FIRST_WINDOW = { windowSizeMs: 10_000, windowStepMs: 2_000 }

export const encodeIdentity = (identity: PipelineIdentity): Buffer =>
  Buffer.from(`${JSON.stringify({ version: VERSION, ...identity }, null, 2)}\n`)

/**
 * Whose a storage folder is; null where nobody has claimed it.
 * @throws CheckpointError where the file is not one of ours.
 */
export const readIdentity = async (
  fileSystem: Pick<FileSystem, 'read'>,
): Promise<Readonly<Partial<PipelineIdentity>> | null> => {
  const bytes = await fileSystem.read(IDENTITY_PATH)
  if (bytes === null) return null
  try {
    const written: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof written === 'object' && written !== null) return { ...FIRST_WINDOW, ...written }
  } catch {
    // not JSON: said below
  }
  throw new CheckpointError(
    `the storage's ${IDENTITY_PATH} is not one of ours: restore it, or use another --storage folder`,
  )
}

/** @throws CheckpointError where a folder is another pipeline's: the message says in what. */
export const refuseOthers = (written: Partial<PipelineIdentity>, identity: PipelineIdentity): void => {
  const names = Object.keys(identity) as (keyof PipelineIdentity)[]
  const different = names.filter((name) => written[name] !== identity[name])
  if (different.length === 0) return
  const list = different.map(
    (name) => `${name} ${JSON.stringify(written[name])}, not ${JSON.stringify(identity[name])}`,
  )
  throw new CheckpointError(
    `the storage belongs to another pipeline (${IDENTITY_PATH} has ${list.join(', ')}): use another --storage folder for this one`,
  )
}
