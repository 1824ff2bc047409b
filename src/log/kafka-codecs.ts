import { createRequire } from 'node:module'
import zlib from 'node:zlib'
import { LogError } from './event-log.ts'

/** How kafkajs wants a compression codec. */
export interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
}

type Transform = (bytes: Buffer) => Buffer

/** kafkajs tries again after any error that does not say that there is no use in it. */
class UnreadableBatch extends LogError {
  readonly retriable = false
}

/** Node has zstd from 22.15 on, and the types of Node 20 do not know of it. */
const zstd = zlib as { readonly zstdCompressSync?: Transform; readonly zstdDecompressSync?: Transform }

const unreadable = (name: string): Codec => {
  const refuse = async () => {
    throw new UnreadableBatch(
      'unsupported',
      `a record batch is compressed with ${name}, which this process cannot read: set compression.type=uncompressed, gzip or snappy on the topic's producers`,
    )
  }
  return { compress: refuse, decompress: refuse }
}

const snappy = (): Codec => createRequire(import.meta.url)('kafkajs-snappy')()

const zstdOfNode = (): Codec => {
  const { zstdCompressSync: compress, zstdDecompressSync: decompress } = zstd
  if (compress === undefined || decompress === undefined) return unreadable('zstd (Node has it from 22.15 on)')
  return {
    compress: async ({ buffer }) => compress(buffer),
    decompress: async (bytes) => decompress(bytes),
  }
}

/** By the names of kafkajs' CompressionTypes; gzip it has itself. */
export const codecs: Readonly<Record<'Snappy' | 'LZ4' | 'ZSTD', () => Codec>> = {
  Snappy: snappy,
  LZ4: () => unreadable('lz4'),
  ZSTD: zstdOfNode,
}
