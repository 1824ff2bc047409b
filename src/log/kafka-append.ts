import { LogError, type TopicRecords } from './event-log.ts'
import { asMessages, type Kafka, type Producer } from './kafka-client.ts'
import { toLogError } from './kafka-error.ts'
import type { KafkaTopics, TopicLimits } from './kafka-topics.ts'
import type { OutgoingRecord } from './record-batch.ts'
import { recordBytes } from './record-bytes.ts'

/** kafkajs makes one record batch of a request's records of a partition; smaller ones make no difference to a broker. */
const BATCH_BYTES = 900 * 1_024
const REQUEST_BYTES = 8 * 1_024 * 1_024

/**
 * Cuts records into requests, in order: no partition gets more than `maxBatchBytes` in one, unless by a single record.
 * @throws LogError `too_large` where a record can never be taken.
 */
const cutIntoRequests = ({ topic, records }: TopicRecords, maxBatchBytes: number): TopicRecords[] => {
  const limit = Math.min(BATCH_BYTES, maxBatchBytes)
  const requests: TopicRecords[] = []
  let request: OutgoingRecord[] = []
  let requestBytes = 0
  let bytesByPartition = new Map<number, number>()
  for (const record of records) {
    const bytes = recordBytes(record)
    if (bytes > maxBatchBytes) {
      throw new LogError(
        'too_large',
        `a record of ${bytes} bytes is over the ${maxBatchBytes} bytes that topic ${topic} takes: raise the topic's max.message.bytes`,
      )
    }
    const partitionBytes = bytesByPartition.get(record.partition) ?? 0
    if (partitionBytes + bytes > limit || requestBytes + bytes > REQUEST_BYTES) {
      if (request.length > 0) requests.push({ topic, records: request })
      request = []
      requestBytes = 0
      bytesByPartition = new Map()
    }
    request.push(record)
    requestBytes += bytes
    bytesByPartition.set(record.partition, (bytesByPartition.get(record.partition) ?? 0) + bytes)
  }
  if (request.length > 0) requests.push({ topic, records: request })
  return requests
}

type Topics = Pick<KafkaTopics, 'limits'>

/** kafkajs sends nothing to a partition that it does not know of, and does not say so: whether it is there is looked at here. */
const limitsFor = async (topics: Topics, { topic, records }: TopicRecords): Promise<TopicLimits> => {
  const missingFrom = ({ partitions }: TopicLimits) =>
    records.find(({ partition }) => !(Number.isInteger(partition) && partition >= 0 && partition < partitions))
  const known = await topics.limits(topic)
  if (missingFrom(known) === undefined) return known
  const limits = await topics.limits(topic, 'now') // it may have been given more
  const missing = missingFrom(limits)
  if (missing === undefined) return limits
  const has = `topic ${topic} has ${limits.partitions} partitions, numbered from 0`
  throw new LogError('no_such_topic', `${has}: there is no partition ${missing.partition} to append to`)
}

/** The last offset known of what was sent, by topic and partition: that of the last request. */
export type SentOffsets = ReadonlyMap<string, ReadonlyMap<number, number>>

/**
 * Sends records through a producer or a transaction, one request after the other.
 * @throws LogError `no_such_topic` or `too_large`, before anything is sent, where one of them can never be taken.
 */
export const sendRecords = async (
  sender: Pick<Producer, 'send'>,
  topics: Topics,
  appends: readonly TopicRecords[],
): Promise<SentOffsets> => {
  const requests: TopicRecords[][] = []
  for (const append of appends) {
    if (append.records.length === 0) continue
    const { maxBatchBytes } = await limitsFor(topics, append)
    requests.push(cutIntoRequests(append, maxBatchBytes))
  }
  const sent = new Map<string, Map<number, number>>()
  for (const { topic, records } of requests.flat()) {
    const offsets = sent.get(topic) ?? new Map<number, number>()
    sent.set(topic, offsets)
    const answers = await sender.send({ topic, acks: -1, messages: asMessages(records) })
    for (const { partition, baseOffset } of answers) offsets.set(partition, Number(baseOffset))
  }
  return sent
}

/**
 * Appends through one idempotent producer, connected at the first append. A failed append throws it away: its sequence
 * numbers may be out of step with the broker's.
 */
export const kafkaAppender = (kafka: Kafka, topics: KafkaTopics) => {
  let connecting: Promise<Producer> | null = null

  const connect = async () => {
    const producer = kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
    })
    await producer.connect()
    return producer
  }

  const close = async () => {
    const producer = await connecting?.catch(() => null)
    connecting = null
    await producer?.disconnect()
  }

  const append = async (topic: string, records: readonly OutgoingRecord[]) => {
    if (records.length === 0) return
    await topics.limits(topic) // says so where there is no such topic
    connecting ??= connect()
    const mine = connecting
    try {
      await sendRecords(await mine, topics, [{ topic, records }])
    } catch (error) {
      if (connecting === mine) void close() // not waited for: kafkajs first waits for answers that may never come
      throw toLogError(`appending to topic ${topic}`, error)
    }
  }

  return { append, close }
}
