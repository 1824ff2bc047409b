import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import { withoutAborted } from './kafka-aborted.ts'
import { batchDecoder } from './kafka-batch-decoder.ts'
import { closeRemovedBrokers } from './kafka-broker-pool.ts'
import { codecs } from './kafka-codecs.ts'
import { reconnectCleanly } from './kafka-connection.ts'
import { listOffsets } from './kafka-list-offsets.ts'
import { closeFormerCoordinator, joinAgainAsBefore } from './kafka-member.ts'
import { offsetFetch } from './kafka-offset-fetch.ts'
import { encodeProduceRequest, type ProduceRequest } from './kafka-produce-request.ts'
import type { BatchMessage } from './kafka-record-batch.ts'
import { refuseOtherVersion } from './kafka-version.ts'
import type { OutgoingRecord } from './record-batch.ts'

// kafkajs with some of its modules replaced, each for the reason beside it. Its version is exactly the one that they are written for
// (kafka-version.ts): test/log holds what is relied on.

/** Who reads fetched record batches: we do, as whole batches, or kafkajs does, an object a record. */
export type KafkaDecoder = 'batches' | 'records'

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

let loaded: { readonly decoder: KafkaDecoder; readonly kafkajs: typeof Kafkajs } | null = null

/**
 * kafkajs, loaded at the first call: its modules are replaced before it asks for them, so a process has one decoder.
 * @throws LogError `unsupported` where another version is installed.
 */
export const patchedKafkajs = (decoder: KafkaDecoder): typeof Kafkajs => {
  loaded ??= { decoder, kafkajs: load(decoder) }
  if (loaded.decoder !== decoder)
    throw new Error(`this process reads Kafka by ${loaded.decoder} already, not by ${decoder}`)
  return loaded.kafkajs
}

const load = (decoder: KafkaDecoder): typeof Kafkajs => {
  refuseOtherVersion((require('kafkajs/package.json') as { readonly version: string }).version)
  replaceProducing()
  replaceReading(decoder)
  const kafkajs: typeof Kafkajs = require('kafkajs')
  repairConnections()
  repairConsuming()
  for (const name of ['Snappy', 'LZ4', 'ZSTD'] as const) {
    kafkajs.CompressionCodecs[kafkajs.CompressionTypes[name]] = codecs[name]
  }
  return kafkajs
}

/** Puts `exported` in the place of one of kafkajs' own modules, before kafkajs asks for it. */
const replaceModule = (name: string, exported: unknown) => {
  const filename = require.resolve(`kafkajs/src/${name}`)
  require.cache[filename] = { id: filename, filename, loaded: true, exports: exported } as NodeJS.Module
}

const replaceProducing = () => {
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
}

const replaceReading = (decoder: KafkaDecoder) => {
  // kafkajs makes an object a record, offsets as 64-bit objects and strings: 3 us each. A whole batch stays bytes here.
  if (decoder === 'batches') replaceModule('protocol/recordBatch/v0/decoder.js', batchDecoder())

  // kafkajs starts at most one aborted transaction a message; where several begin before the first batch fetched, it would hand out
  // aborted batches until it has caught up.
  replaceModule('consumer/filterAbortedMessages.js', withoutAborted)

  // kafkajs asks for offsets in a way that may answer with one from before a transaction that is being settled.
  replaceModule('protocol/requests/offsetFetch/index.js', offsetFetch)

  // kafkajs' admin cannot ask for the end of all records, but for that of the committed ones only.
  replaceModule('protocol/requests/listOffsets/index.js', listOffsets)
}

const repairConnections = () => {
  closeRemovedBrokers(require('kafkajs/src/cluster/brokerPool.js').prototype)
  reconnectCleanly(require('kafkajs/src/network/connection.js').prototype)
}

const repairConsuming = () => {
  const { prototype: consumerGroup } = require('kafkajs/src/consumer/consumerGroup.js')
  joinAgainAsBefore(consumerGroup)
  closeFormerCoordinator(consumerGroup)

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
  consumerGroup.recoverFromOffsetOutOfRange = async ({ message }: Error) => {
    throw new KafkaJSProtocolError({ type: 'REBALANCE_IN_PROGRESS', message, retriable: true })
  }
}
