import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import { codecs } from './kafka-codecs.ts'
import { encodeProduceRequest, type ProduceRequest } from './kafka-produce-request.ts'
import type { OutgoingRecord } from './record-batch.ts'

export type { Admin, Consumer, Kafka, KafkaMessage, Producer } from 'kafkajs'

/** What kafkajs has to tell; without one it is silent. */
export type KafkaLogger = (level: 'error' | 'warn' | 'info' | 'debug', message: string, detail: object) => void

export interface KafkaAddress {
  readonly brokers: readonly string[]
  readonly clientId?: string
  readonly logger?: KafkaLogger
}

/** A fetched batch with what the types of kafkajs leave out. */
export interface FetchedBatch extends Kafkajs.Batch {
  /** The offset that was asked for. */
  readonly fetchedOffset: string
  /** With the control records and the aborted ones, which `messages` is without. */
  readonly rawMessages: readonly Kafkajs.KafkaMessage[]
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

const kafkajs: typeof Kafkajs = require('kafkajs')

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

export const { ConfigResourceTypes } = kafkajs

const levels = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const

/** Its retries last some 5 s: a coordinator that is just being made takes that long, and who needs more goes on by itself. */
export const kafkaClient = ({ brokers, clientId = 'tideline', logger }: KafkaAddress): Kafkajs.Kafka =>
  new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 20, multiplier: 1.5, maxRetryTime: 500, retries: 16 },
    logLevel: logger === undefined ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.INFO,
    logCreator:
      () =>
      ({ level, log: { message, timestamp, ...detail } }) => {
        if (level !== kafkajs.logLevel.NOTHING) logger?.(levels[level], message, detail)
      },
  })

/** Records as messages of kafkajs, which looks at nothing but their partition and whether they have a value. */
export const asMessages = (records: readonly OutgoingRecord[]): Kafkajs.Message[] =>
  records as unknown as Kafkajs.Message[]
