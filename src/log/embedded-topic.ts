import { type EncodedBatch, encodeBatches, recordBytes, StoredBatch } from './embedded-batch.ts'
import type { StoredTopic } from './embedded-environment.ts'
import type { EmbeddedStore } from './embedded-store.ts'
import { LogError, type PartitionBounds, type TopicInfo, type TopicSpec } from './event-log.ts'
import type { OutgoingRecord, RecordBatch } from './record-batch.ts'

const DEFAULT_PARTITIONS = 4
const DEFAULT_MAX_RECORD_BYTES = 64 * 1_048_576

/** Records on their way into a topic, encoded: one list of batches a partition. */
export type EncodedRecords = ReadonlyMap<number, readonly EncodedBatch[]>

/**
 * Inside a transaction: creates the topic, or checks the one that is there. Retention has nothing to do here, since every record is kept; but
 * records that are to be kept from their append on have to bear its time, as on any log.
 */
export const ensureStoredTopic = (store: EmbeddedStore, spec: TopicSpec): TopicInfo => {
  const { name, partitions, retentionMs, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES } = spec
  const logAppendTime = spec.logAppendTime === true || retentionMs !== undefined
  const existing = store.topics.get(name)
  if (existing === undefined) {
    const created = { partitions: partitions ?? DEFAULT_PARTITIONS, logAppendTime, maxRecordBytes }
    store.topics.put(name, created)
    return infoOf(created, true)
  }
  if (partitions !== null && partitions !== existing.partitions) {
    const problem = `has ${existing.partitions} partitions, not ${partitions}`
    const remedy = `Ask for ${existing.partitions}, or use another topic: partitions do not change once it is created.`
    throw new LogError('partition_count', `Topic ${name} in ${store.path} ${problem}. ${remedy}`)
  }
  if (retentionMs !== undefined && !existing.logAppendTime) {
    const problem = 'stamps records with the time of who sent them, not of their append'
    const remedy = 'That is settled when a topic is created: use another topic.'
    throw new LogError('topic_settings', `Topic ${name} in ${store.path} ${problem}. ${remedy}`)
  }
  return infoOf(existing, false)
}

const infoOf = ({ partitions, maxRecordBytes }: StoredTopic, created: boolean): TopicInfo => ({
  partitions,
  created,
  maxRecordBytes,
  warnings: [],
})

/** @throws LogError `no_such_topic`. */
export const storedTopic = (store: EmbeddedStore, name: string): StoredTopic => {
  const topic = store.topics.get(name)
  if (topic !== undefined) return topic
  throw new LogError('no_such_topic', `There is no topic ${name} in the event log in ${store.path}. Create it first.`)
}

/** Null where there is no such topic. */
export const storedBounds = (store: EmbeddedStore, name: string): PartitionBounds[] | null => {
  const topic = store.topics.get(name)
  if (topic === undefined) return null
  return Array.from({ length: topic.partitions }, (_, partition) => ({
    partition,
    startOffset: startOffset(),
    endOffset: endOffset(store, name, partition),
  }))
}

/** Always 0: the embedded log keeps every record. */
export const startOffset = (): number => 0

/** The offset that the partition's next record gets. */
export const endOffset = (store: EmbeddedStore, topic: string, partition: number): number =>
  store.ends.get([topic, partition]) ?? 0

/**
 * Checks records against their topic and encodes them, outside of the transaction that appends them: it holds the write lock
 * of every process.
 * @throws LogError `no_such_topic`, `too_large`; or for a partition that the topic does not have, `no_such_topic`.
 */
export const encodeRecords = (
  store: EmbeddedStore,
  name: string,
  records: readonly OutgoingRecord[],
): EncodedRecords => {
  const topic = storedTopic(store, name)
  const byPartition = new Map<number, OutgoingRecord[]>()
  const nowMs = Date.now()
  for (const record of records) {
    refuse(name, topic, record)
    const stamped = topic.logAppendTime ? { ...record, timestampMs: nowMs } : record
    const inPartition = byPartition.get(record.partition)
    if (inPartition === undefined) byPartition.set(record.partition, [stamped])
    else inPartition.push(stamped)
  }
  return new Map([...byPartition].map(([partition, inPartition]) => [partition, encodeBatches(inPartition)]))
}

const refuse = (name: string, { partitions, maxRecordBytes }: StoredTopic, record: OutgoingRecord) => {
  if (!(Number.isInteger(record.partition) && record.partition >= 0 && record.partition < partitions)) {
    const has = `Topic ${name} has ${partitions} partitions, numbered from 0`
    throw new LogError('no_such_topic', `${has}: there is no partition ${record.partition} to append to.`)
  }
  const bytes = recordBytes(record)
  if (bytes > maxRecordBytes) {
    throw new LogError(
      'too_large',
      `A record of ${bytes} bytes is over the ${maxRecordBytes} that topic ${name} takes.`,
    )
  }
}

/** Inside a transaction: gives the records the next offsets of their partitions. */
export const appendEncoded = (store: EmbeddedStore, topic: string, records: EncodedRecords): void => {
  for (const [partition, batches] of records) {
    let end = endOffset(store, topic, partition)
    for (const { count, bytes } of batches) {
      store.batches.put([topic, partition, end], bytes)
      end += count
    }
    store.ends.put([topic, partition], end)
  }
}

/** The stored batch that has the offset, from there on and up to `to`; null where the partition ends before. */
export const batchAt = (
  store: EmbeddedStore,
  topic: string,
  partition: number,
  offset: number,
  to = Number.POSITIVE_INFINITY,
): RecordBatch | null => {
  store.refresh()
  if (offset >= endOffset(store, topic, partition)) return null
  const baseOffset = store.batches.doesExist([topic, partition, offset])
    ? offset
    : baseOffsetBefore(store, topic, partition, offset)
  const bytes = store.batches.getBinary([topic, partition, baseOffset])
  return bytes === undefined ? null : new StoredBatch(bytes, baseOffset, offset, to)
}

const baseOffsetBefore = (store: EmbeddedStore, topic: string, partition: number, offset: number): number => {
  const before = { start: [topic, partition, offset], end: [topic, partition], reverse: true, limit: 1 }
  const [key] = store.batches.getKeys(before)
  return key?.[2] ?? startOffset()
}
