import type { FetchedBatch, KafkaMessage } from './kafka-client.ts'
import type { Header, RecordBatch } from './record-batch.ts'

const bytesOf = (value: Buffer | string | null | undefined) =>
  typeof value === 'string' ? Buffer.from(value) : (value ?? null)

const headersOf = ({ headers = {} }: KafkaMessage): Header[] =>
  Object.entries(headers).flatMap(([key, values]) => [values].flat().map((value) => ({ key, value: bytesOf(value) })))

/** A batch as kafkajs fetched it; without control records and aborted ones, which `nextOffset` is above all the same. */
export const toRecordBatch = (fetched: FetchedBatch): RecordBatch => {
  const { messages } = fetched
  const offsets = Float64Array.from(messages, ({ offset }) => Number(offset))
  const timestampsMs = Float64Array.from(messages, ({ timestamp }) => Number(timestamp))
  return {
    count: messages.length,
    nextOffset: Number(fetched.lastOffset()) + 1,
    offset: (i) => offsets[i]!,
    timestampMs: (i) => timestampsMs[i]!,
    key: (i) => messages[i]!.key,
    value: (i) => messages[i]!.value,
    headers: (i) => headersOf(messages[i]!),
  }
}
