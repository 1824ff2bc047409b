import type { KafkaMessage } from 'kafkajs'
import type { FetchedBatch, FetchedMessage } from './kafka-patched.ts'
import { type BatchMessage, recordsOf } from './kafka-record-batch.ts'
import type { Header, RecordBatch } from './record-batch.ts'
import { sharedBytes } from './shared-bytes.ts'

/** kafkajs has them by name, so in another order where one repeats; one called `constructor` has a function for its first value. */
const headersOf = ({ headers = {} }: KafkaMessage): Header[] =>
  Object.entries(headers).flatMap(([key, values]) =>
    [values].flat().flatMap((value) => (value === null || Buffer.isBuffer(value) ? [{ key, value }] : [])),
  )

/** A batch as kafkajs fetched it; without control records and aborted ones, which `nextOffset` is above all the same. */
export const toRecordBatch = (fetched: FetchedBatch): RecordBatch => {
  const { messages } = fetched
  const nextOffset = Number(fetched.lastOffset()) + 1
  return messages.every(isWholeBatch)
    ? recordsOf(messages, Number(fetched.fetchedOffset), nextOffset)
    : singleRecords(messages as readonly KafkaMessage[], nextOffset)
}

const NO_BYTES = Buffer.alloc(0)

const isWholeBatch = (message: FetchedMessage): message is BatchMessage => 'records' in message

/** An object a record: of the message formats 0 and 1, in which old topics are stored still, and of all where kafkajs decodes. */
const singleRecords = (messages: readonly KafkaMessage[], nextOffset: number): RecordBatch => ({
  count: messages.length,
  nextOffset,
  offset: (i) => Number(messages[i]!.offset),
  timestampMs: (i) => Number(messages[i]!.timestamp ?? -1), // format 0 has none
  key: (i) => messages[i]!.key,
  value: (i) => messages[i]!.value,
  valueBytes: (i) => sharedBytes(messages[i]!.value ?? NO_BYTES),
  valueFrom: () => 0,
  valueTo: (i) => messages[i]!.value?.length ?? -1,
  headers: (i) => headersOf(messages[i]!),
})
