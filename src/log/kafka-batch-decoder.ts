import { createRequire } from 'node:module'
import { type BatchMessage, toBatchMessage } from './kafka-record-batch.ts'

/** The part of kafkajs' decoder that a record batch is read with. */
export interface FetchDecoder {
  readInt64(): { toString(): string }
  readInt32(): number
  slice(length: number): { readonly buffer: Buffer }
  forward(length: number): void
}

const require = createRequire(import.meta.url)

/** In the place of kafkajs' decoder of one record batch (message format 2), whose records it answers: here they are one, the batch. */
export const batchDecoder = () => {
  const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
    lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null
  }
  const { KafkaJSPartialMessageError } = require('kafkajs/src/errors.js') as {
    KafkaJSPartialMessageError: new (message: string) => Error
  }
  const decompress = async (attributes: number, records: Buffer) =>
    (await lookupCodecByAttributes(attributes)?.decompress(records)) ?? records

  return async (decoder: FetchDecoder): Promise<{ readonly records: readonly BatchMessage[] }> => {
    const firstOffset = Number(decoder.readInt64().toString())
    const length = decoder.readInt32()
    const { buffer } = decoder.slice(length)
    decoder.forward(length)
    if (buffer.length < length) throw new KafkaJSPartialMessageError('the fetch ends within a record batch')
    return { records: [await toBatchMessage(firstOffset, buffer, decompress)] }
  }
}
