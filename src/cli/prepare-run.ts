import { claimStorage } from '../checkpoint/claim-storage.ts'
import { LEAST_LETTER_BYTES } from '../dead-letter/cut-to-fit.ts'
import { type EventLog, LogError, type PartitionBounds } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { deadLetterTopic, deadLetterTopicName } from './dead-letter-topic.ts'
import { eventsTopic } from './events-topic.ts'

/** What a run finds, or makes, before it begins. */
export interface PreparedRun {
  readonly partitions: number
  readonly deadLetterTopic: string
  readonly deadLetterPartitions: number
  /** What the topic of dead letters takes in one record, in bytes. */
  readonly deadLetterMaxBytes: number
  /** What its user should know of the topics, a line each: it runs all the same. */
  readonly warnings: readonly string[]
  readonly bounds: readonly PartitionBounds[]
}

export interface WantedRun {
  readonly topic: string
  readonly group: string
  /** null: as many as the topic has. */
  readonly partitions: number | null
  readonly windowSizeMs: number
  readonly windowStepMs: number
  readonly dlqRetentionMs: number | 'unlimited'
}

/**
 * Sees to the topics and claims the storage folder. May be done again when it failed halfway.
 * @throws LogError, CheckpointError (R6), or the file system's own error.
 */
export const prepareRun = async (
  log: EventLog,
  fileSystem: FileSystem,
  { topic, group, windowSizeMs, windowStepMs, dlqRetentionMs, ...asked }: WantedRun,
  nonce: () => string,
): Promise<PreparedRun> => {
  const { partitions } = await log.ensureTopic(eventsTopic(topic, asked.partitions))
  const letters = await log.ensureTopic(deadLetterTopic(topic, dlqRetentionMs))
  if (letters.maxRecordBytes < LEAST_LETTER_BYTES) throw tooSmall(deadLetterTopicName(topic), letters.maxRecordBytes)
  const identity = { log: await log.identity(), topic, group, partitions, windowSizeMs, windowStepMs }
  await claimStorage(fileSystem, identity, nonce)
  const bounds = (await log.bounds(topic)) ?? []
  return {
    partitions,
    deadLetterTopic: deadLetterTopicName(topic),
    deadLetterPartitions: letters.partitions,
    deadLetterMaxBytes: letters.maxRecordBytes,
    warnings: letters.warnings,
    bounds,
  }
}

const tooSmall = (topic: string, maxRecordBytes: number) =>
  new LogError(
    'topic_settings',
    `topic ${topic} takes records of ${maxRecordBytes} bytes, and a dead letter's headers alone may need ${LEAST_LETTER_BYTES}: raise its ` +
      'max.message.bytes; best to what the topic of events has, so that no letter has to be cut',
  )
