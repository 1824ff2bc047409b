import { crc32c } from './crc32c.ts'
import { writeRecord } from './kafka-record.ts'
import type { OutgoingRecord } from './record-batch.ts'
import { recordBytes } from './record-bytes.ts'

/** Who writes a batch: what the broker knows duplicates, zombies and transactions by. -1 for nobody in particular. */
export interface BatchProducer {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly transactional: boolean
}

const MAGIC = 2
const IN_TRANSACTION = 0x10
/** In a batch: what its length counts from, what its checksum counts from, the first record. */
const LENGTH_FROM = 12
const CHECKSUM_FROM = 21
const RECORDS_FROM = 61

/** Differences of times up to the year 144,683 stay exact; what another client made of a time must not stop a dead letter. */
const LAST_MS = 2 ** 52 - 1
const storable = (timestampMs: number) => Math.min(Math.max(timestampMs, -1), LAST_MS)

/** One uncompressed record batch (message format 2) of the records of a partition. */
export const encodeRecordBatch = (records: readonly OutgoingRecord[], producer: BatchProducer): Buffer => {
  const bytes = Buffer.allocUnsafe(records.reduce((sum, record) => sum + recordBytes(record), RECORDS_FROM))
  const firstTimestampMs = storable(records[0]?.timestampMs ?? -1)
  let maxTimestampMs = firstTimestampMs
  let end = RECORDS_FROM
  for (const [i, record] of records.entries()) {
    const timestampMs = storable(record.timestampMs)
    maxTimestampMs = Math.max(maxTimestampMs, timestampMs)
    end = writeRecord(bytes, end, record, timestampMs - firstTimestampMs, i)
  }
  bytes.writeBigInt64BE(0n, 0) // the first offset, which the broker gives
  bytes.writeInt32BE(end - LENGTH_FROM, 8)
  bytes.writeInt32BE(0, 12) // the leader's epoch, too
  bytes.writeInt8(MAGIC, 16)
  bytes.writeInt16BE(producer.transactional ? IN_TRANSACTION : 0, 21)
  bytes.writeInt32BE(records.length - 1, 23)
  bytes.writeBigInt64BE(BigInt(firstTimestampMs), 27)
  bytes.writeBigInt64BE(BigInt(maxTimestampMs), 35)
  bytes.writeBigInt64BE(producer.producerId, 43)
  bytes.writeInt16BE(producer.producerEpoch, 51)
  bytes.writeInt32BE(producer.firstSequence, 53)
  bytes.writeInt32BE(records.length, 57)
  bytes.writeUInt32BE(crc32c(bytes, CHECKSUM_FROM, end), 17)
  return bytes.subarray(0, end)
}

/** What kafkajs makes a produce request of; the messages are records as they came, untouched by kafkajs. */
export interface ProduceRequest {
  readonly acks: number
  readonly timeout: number
  readonly transactionalId?: string | null
  readonly producerId?: unknown
  readonly producerEpoch?: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly firstSequence?: number
      readonly messages: readonly OutgoingRecord[]
    }[]
  }[]
}

const int16 = (value: number) => {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeInt16BE(value)
  return bytes
}

const int32 = (value: number) => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

const string = (text: string) => [int16(Buffer.byteLength(text)), Buffer.from(text)]

/** The body of Kafka's Produce request, versions 3 to 7. */
export const encodeProduceRequest = (request: ProduceRequest): Buffer => {
  const { acks, timeout, transactionalId = null, producerId = -1, producerEpoch = -1, topicData } = request
  const producer = { producerId: BigInt(String(producerId)), producerEpoch, transactional: transactionalId !== null }
  const parts: Uint8Array[] = [...(transactionalId === null ? [int16(-1)] : string(transactionalId))]
  parts.push(int16(acks), int32(timeout), int32(topicData.length))
  for (const { topic, partitions } of topicData) {
    parts.push(...string(topic), int32(partitions.length))
    for (const { partition, firstSequence = -1, messages } of partitions) {
      const batch = encodeRecordBatch(messages, { ...producer, firstSequence })
      parts.push(int32(partition), int32(batch.length), batch)
    }
  }
  return Buffer.concat(parts)
}
