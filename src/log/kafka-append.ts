import { LogError } from './event-log.ts'
import { asMessages, type Kafka, type Producer } from './kafka-client.ts'
import { toLogError } from './kafka-error.ts'
import type { KafkaTopics } from './kafka-topics.ts'
import type { OutgoingRecord } from './record-batch.ts'
import { recordBytes } from './record-bytes.ts'

/** kafkajs makes one record batch of a request's records of a partition; smaller ones make no difference to a broker. */
const BATCH_BYTES = 900 * 1_024
const REQUEST_BYTES = 8 * 1_024 * 1_024

/**
 * Cuts records into requests, in order: no partition gets more than `maxBatchBytes` in one, unless by a single record.
 * @throws LogError `too_large`, before anything is sent, where a record can never be taken.
 */
export const cutIntoRequests = (
  topic: string,
  records: readonly OutgoingRecord[],
  maxBatchBytes: number,
): OutgoingRecord[][] => {
  const limit = Math.min(BATCH_BYTES, maxBatchBytes)
  const requests: OutgoingRecord[][] = []
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
      if (request.length > 0) requests.push(request)
      request = []
      requestBytes = 0
      bytesByPartition = new Map()
    }
    request.push(record)
    requestBytes += bytes
    bytesByPartition.set(record.partition, (bytesByPartition.get(record.partition) ?? 0) + bytes)
  }
  if (request.length > 0) requests.push(request)
  return requests
}

/** Sends records through a producer or a transaction, one request after the other. The offset of the last request in each partition. */
export const sendRecords = async (
  sender: Pick<Producer, 'send'>,
  topics: Pick<KafkaTopics, 'maxBatchBytes'>,
  topic: string,
  records: readonly OutgoingRecord[],
): Promise<Map<number, number>> => {
  const sent = new Map<number, number>()
  if (records.length === 0) return sent
  for (const request of cutIntoRequests(topic, records, await topics.maxBatchBytes(topic))) {
    const answers = await sender.send({ topic, acks: -1, messages: asMessages(request) })
    for (const { partition, baseOffset } of answers) sent.set(partition, Number(baseOffset))
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
    await topics.maxBatchBytes(topic) // says so where there is no such topic
    connecting ??= connect()
    const mine = connecting
    try {
      await sendRecords(await mine, topics, topic, records)
    } catch (error) {
      if (connecting === mine) void close() // not waited for: kafkajs first waits for answers that may never come
      throw toLogError(`appending to topic ${topic}`, error)
    }
  }

  return { append, close }
}
