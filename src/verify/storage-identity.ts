import { CheckpointError } from '../checkpoint/checkpoint.ts'
import { type PipelineIdentity, readIdentity, refuseOthers } from '../checkpoint/pipeline-identity.ts'
import type { Topics } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'

/**
 * Whose rows a storage folder holds.
 * @throws CheckpointError where nobody has claimed it, or the claim is not whole.
 */
export const storageIdentity = async (
  fileSystem: Pick<FileSystem, 'read'>,
  storage: string,
): Promise<PipelineIdentity> => {
  const written = await readIdentity(fileSystem)
  if (written === null)
    throw new CheckpointError(
      `there is no pipeline's storage in ${storage} (no _pipeline.json): has the pipeline run, and with this --storage?`,
    )
  const { log, topic, group, partitions, windowSizeMs, windowStepMs } = written
  const isWhole =
    [log, topic, group].every((text) => typeof text === 'string') &&
    [partitions, windowSizeMs, windowStepMs].every((n) => Number.isSafeInteger(n) && n! > 0)
  if (!isWhole) throw new CheckpointError(`${storage}/_pipeline.json is not one of ours: restore it`)
  return written as PipelineIdentity
}

/** @throws CheckpointError where the rows were not made from this log, or its topic is gone or has other partitions. */
export const refuseOtherLogs = async (
  identity: PipelineIdentity,
  log: Pick<Topics, 'identity' | 'bounds'>,
): Promise<void> => {
  const name = await log.identity()
  refuseOthers(identity, { ...identity, log: name })
  const bounds = await log.bounds(identity.topic)
  if (bounds === null)
    throw new CheckpointError(`the log has no topic ${identity.topic}, from which this storage was made`)
  refuseOthers(identity, { ...identity, partitions: bounds.length })
}
