import type { TopicSpec } from '../log/event-log.ts'

/** Kafka's default of 1 MiB would refuse what the pipeline has a reason for: `too_large` (E4). */
const MAX_RECORD_BYTES = 16 * 1024 * 1024

/**
 * The topic of events, the same whichever command creates it. `partitions` null: as many as it has, or 4. The log stamps its records: by
 * their stamps is decided which events are ahead of their time (E3), and a producer whose clock is off would be off with both.
 */
export const eventsTopic = (name: string, partitions: number | null): TopicSpec => ({
  name,
  partitions,
  logAppendTime: true,
  maxRecordBytes: MAX_RECORD_BYTES,
})
