import type { TopicSpec } from '../log/event-log.ts'
import { eventsTopic } from './events-topic.ts'

/** Room for the headers that a dead letter has on top of its record. */
const HEADER_BYTES = 64 * 1024

/** `events_dlq` for `events`: every record of the source fits in, and its own time is that of the append. */
export const deadLetterTopic = (topic: string, partitions: number): TopicSpec => {
  const { maxRecordBytes = 0 } = eventsTopic(topic, partitions)
  return {
    name: `${topic}_dlq`,
    partitions: null,
    logAppendTime: true,
    maxRecordBytes: maxRecordBytes + HEADER_BYTES,
  }
}
