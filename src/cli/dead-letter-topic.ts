import { DEAD_LETTER_SUFFIX } from '../config/names.ts'
import type { TopicSpec } from '../log/event-log.ts'
import { eventsTopic } from './events-topic.ts'

/** Room for the headers that a dead letter has on top of its record. */
const HEADER_BYTES = 64 * 1024

/** `events_dlq` for `events`. */
export const deadLetterTopicName = (topic: string): string => `${topic}${DEAD_LETTER_SUFFIX}`

/** Every record of the source fits in, and is kept for so long from when it became a letter. */
export const deadLetterTopic = (topic: string, retentionMs: number | 'unlimited'): TopicSpec => {
  const { maxRecordBytes = 0 } = eventsTopic(topic, null)
  return {
    name: deadLetterTopicName(topic),
    partitions: null,
    logAppendTime: true,
    maxRecordBytes: maxRecordBytes + HEADER_BYTES,
    retentionMs,
  }
}
