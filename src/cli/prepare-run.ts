import { claimStorage } from '../checkpoint/claim-storage.ts'
import type { EventLog, PartitionBounds } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { deadLetterTopic } from './dead-letter-topic.ts'
import { eventsTopic } from './events-topic.ts'

/** What a run finds, or makes, before it begins. */
export interface PreparedRun {
  readonly partitions: number
  readonly deadLetterTopic: string
  readonly deadLetterPartitions: number
  readonly bounds: readonly PartitionBounds[]
}

export interface WantedRun {
  readonly topic: string
  readonly group: string
  /** null: as many as the topic has. */
  readonly partitions: number | null
  readonly windowSizeMs: number
  readonly windowStepMs: number
}

/**
 * Sees to the topics and claims the storage folder. May be done again when it failed halfway.
 * @throws LogError, CheckpointError (R6), or the file system's own error.
 */
export const prepareRun = async (
  log: EventLog,
  fileSystem: FileSystem,
  { topic, group, windowSizeMs, windowStepMs, ...asked }: WantedRun,
  nonce: () => string,
): Promise<PreparedRun> => {
  const { partitions } = await log.ensureTopic(eventsTopic(topic, asked.partitions))
  const deadLetters = deadLetterTopic(topic, partitions)
  const { partitions: deadLetterPartitions } = await log.ensureTopic(deadLetters)
  const identity = { log: await log.identity(), topic, group, partitions, windowSizeMs, windowStepMs }
  await claimStorage(fileSystem, identity, nonce)
  const bounds = (await log.bounds(topic)) ?? []
  return { partitions, deadLetterTopic: deadLetters.name, deadLetterPartitions, bounds }
}
