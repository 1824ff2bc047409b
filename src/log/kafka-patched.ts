import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import { withoutAborted } from './kafka-aborted.ts'
import { closeRemovedBrokers } from './kafka-broker-pool.ts'
import { codecs } from './kafka-codecs.ts'
import { reconnectCleanly } from './kafka-connection.ts'
import { listOffsets } from './kafka-list-offsets.ts'
import { closeFormerCoordinator, joinAgainAsBefore } from './kafka-member.ts'
import { offsetFetch } from './kafka-offset-fetch.ts'
import { encodeProduceRequest, type ProduceRequest } from './kafka-produce-request.ts'
import { type BatchMessage, toBatchMessage } from './kafka-record-batch.ts'
import type { OutgoingRecord } from './record-batch.ts'

// kafkajs with some of its modules replaced, each for the reason beside it. Its version is pinned: test/log holds what is relied on.

/** A message of the old formats, one record; or a whole record batch. */
export type FetchedMessage = Kafkajs.KafkaMessage | BatchMessage

/** A fetched batch with what the types of kafkajs leave out. */
export interface FetchedBatch extends Omit<Kafkajs.Batch, 'messages'> {
  readonly messages: readonly FetchedMessage[]
  /** The offset that was asked for. */
  readonly fetchedOffset: string
  /** With the control records and the aborted ones, which `messages` is without. */
  readonly rawMessages: readonly FetchedMessage[]
}

const require = createRequire(import.meta.url)

/** Puts `exported` in the place of one of kafkajs' own modules, before kafkajs asks for it. */
const replaceModule = (name: string, exported: unknown) => {
  const filename = require.resolve(`kafkajs/src/${name}`)
  require.cache[filename] = { id: filename, filename, loaded: true, exports: exported } as NodeJS.Module
}

// kafkajs throws on a header without a value, gathers headers by name and takes 8 us a record; this takes 1, and keeps them.
replaceModule('protocol/requests/produce/v3/request.js', (request: ProduceRequest) => ({
  apiKey: 0,
  apiVersion: 3,
  apiName: 'Produce',
  expectResponse: () => request.acks !== 0,
  encode: async () => {
    const bytes = encodeProduceRequest(request)
    return { buf: bytes, buffer: bytes } // all that kafkajs asks of an encoder that it copies from
  },
}))

// kafkajs copies a partition's list for each message that it adds to it: quadratic in the records of a request.
replaceModule('producer/groupMessagesPerPartition.js', ({ messages }: { messages: readonly OutgoingRecord[] }) => {
  const byPartition: Record<number, OutgoingRecord[]> = {}
  for (const record of messages) {
    byPartition[record.partition] ??= []
    byPartition[record.partition]?.push(record)
  }
  return byPartition
})

/** The part of kafkajs' decoder that a record batch is read with. */
interface FetchDecoder {
  readInt64(): { toString(): string }
  readInt32(): number
  slice(length: number): { readonly buffer: Buffer }
  forward(length: number): void
}

const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
  lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null
}
const { KafkaJSPartialMessageError } = require('kafkajs/src/errors.js') as {
  KafkaJSPartialMessageError: new (message: string) => Error
}

// kafkajs makes an object a record, offsets as 64-bit objects and strings: 3 us each. A whole batch stays bytes here.
replaceModule('protocol/recordBatch/v0/decoder.js', async (decoder: FetchDecoder) => {
  const firstOffset = Number(decoder.readInt64().toString())
  const length = decoder.readInt32()
  const { buffer } = decoder.slice(length)
  decoder.forward(length)
  if (buffer.length < length) throw new KafkaJSPartialMessageError('the fetch ends within a record batch')
  const decompress = async (attributes: number, records: Buffer) =>
    (await lookupCodecByAttributes(attributes)?.decompress(records)) ?? records
  return { records: [await toBatchMessage(firstOffset, buffer, decompress)] }
})

// kafkajs starts at most one aborted transaction a message; where several begin before the first batch fetched, it would hand out
// aborted batches until it has caught up.
replaceModule('consumer/filterAbortedMessages.js', withoutAborted)

// kafkajs asks for offsets in a way that may answer with one from before a transaction that is being settled.
replaceModule('protocol/requests/offsetFetch/index.js', offsetFetch)

// kafkajs' admin cannot ask for the end of all records, but for that of the committed ones only.
replaceModule('protocol/requests/listOffsets/index.js', listOffsets)

export const kafkajs: typeof Kafkajs = require('kafkajs')

closeRemovedBrokers(require('kafkajs/src/cluster/brokerPool.js').prototype)
reconnectCleanly(require('kafkajs/src/network/connection.js').prototype)
joinAgainAsBefore(require('kafkajs/src/consumer/consumerGroup.js').prototype)
closeFormerCoordinator(require('kafkajs/src/consumer/consumerGroup.js').prototype)

// A batch of control or aborted records only is skipped without a word: eachBatch has to hear of its offsets, so such a
// batch says of itself that it is not empty.
const { prototype: batch } = require('kafkajs/src/consumer/batch.js') as { prototype: FetchedBatch }
batch.isEmpty = function isEmpty(this: FetchedBatch) {
  return this.rawMessages.length === 0
}

// Where the log no longer has the offset asked for, kafkajs commits the offset -2 in the group's name, over what is
// committed there. Here the group is joined anew, so the partition is claimed again and its taker sees what is lost (R6).
const { KafkaJSProtocolError } = require('kafkajs/src/errors.js') as {
  KafkaJSProtocolError: new (error: { type: string; message: string; retriable: boolean }) => Error
}
const { prototype: consumerGroup } = require('kafkajs/src/consumer/consumerGroup.js') as {
  prototype: { recoverFromOffsetOutOfRange(error: Error): Promise<void> }
}
consumerGroup.recoverFromOffsetOutOfRange = async ({ message }) => {
  throw new KafkaJSProtocolError({ type: 'REBALANCE_IN_PROGRESS', message, retriable: true })
}

for (const name of ['Snappy', 'LZ4', 'ZSTD'] as const) {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes[name]] = codecs[name]
}
