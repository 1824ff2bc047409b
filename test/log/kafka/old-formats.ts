import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { kafkaClient } from '../../../src/log/kafka-client.ts'
import type { KafkaDecoder } from '../../../src/log/kafka-patched.ts'
import type { KafkaBroker } from '../../support/kafka-broker.ts'
import { consumeUntil, joinAlone, readAll, text, unique } from '../contract/fixture.ts'
import { type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

const GZIP = 1
const LOG_APPEND_TIME = 8
const T = 1_500_000_000_000

interface OldMessage {
  readonly offset: number
  readonly key?: string
  readonly value: string | Buffer | null
  readonly attributes?: number
  /** Message format 1 where there is one; format 0 knows none. */
  readonly timestampMs?: number
}

const field = (bytes: string | Buffer | null | undefined): Buffer => {
  const content = bytes == null ? null : Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeInt32BE(content?.length ?? -1)
  return Buffer.concat([length, content ?? Buffer.alloc(0)])
}

/** As brokers before 0.11 stored messages, one behind the other. */
const encode = (messages: readonly OldMessage[]): Buffer =>
  Buffer.concat(
    messages.map(({ offset, key, value, attributes = 0, timestampMs }) => {
      const time = Buffer.alloc(timestampMs === undefined ? 0 : 8)
      if (timestampMs !== undefined) time.writeBigInt64BE(BigInt(timestampMs))
      const format = timestampMs === undefined ? 0 : 1
      const message = Buffer.concat([Buffer.from([format, attributes]), time, field(key), field(value)])
      const head = Buffer.alloc(16)
      head.writeBigInt64BE(BigInt(offset))
      head.writeInt32BE(message.length + 4, 8)
      head.writeUInt32BE(zlib.crc32(message), 12)
      return Buffer.concat([head, message])
    }),
  )

/** Compressed, messages are the value of one that has the last one's offset; in format 1 theirs count from 0. */
const zipped = (offset: number, messages: readonly OldMessage[], timestampMs?: number): OldMessage => ({
  offset,
  value: zlib.gzipSync(encode(messages)),
  attributes: GZIP,
  ...(timestampMs !== undefined && { timestampMs }),
})

const SEGMENT = encode([
  { offset: 0, value: 'a' },
  { offset: 1, key: 'k', value: null },
  zipped(3, [
    { offset: 2, value: 'b' },
    { offset: 3, key: '', value: 'c' },
  ]),
  { offset: 4, key: 'k', value: 'd', timestampMs: T },
  zipped(
    7,
    [
      { offset: 0, value: 'e', timestampMs: T + 1 },
      { offset: 1, key: 'k', value: null, timestampMs: T + 2 },
      { offset: 2, value: 'g', timestampMs: T + 3 },
    ],
    T + 3,
  ),
  { offset: 8, value: 'h', timestampMs: T + 4, attributes: LOG_APPEND_TIME },
])

const record = (offset: number, timestampMs: number, key: string | null, value: string | null) => ({
  ...{ partition: 0, offset, timestampMs, headers: [] },
  ...{ key: key === null ? null : Buffer.from(key), value: value === null ? null : Buffer.from(value) },
})

const STORED = [
  record(0, -1, null, 'a'),
  record(1, -1, 'k', null),
  record(2, -1, null, 'b'),
  record(3, -1, '', 'c'),
  record(4, T, 'k', 'd'),
  record(5, T + 1, null, 'e'),
  record(6, T + 2, 'k', null),
  record(7, T + 3, null, 'g'),
  record(8, T + 4, null, 'h'),
]

/**
 * A topic that holds what a broker of 2016 had stored, and a record of today behind it. Brokers of today write format 2 only, whatever they
 * are sent, but read the files that they have: so one is put before the broker while it is away.
 */
export const storeOldFormats = async (broker: KafkaBroker, decoder: KafkaDecoder): Promise<string> => {
  const topic = await topicWith(kafkaClient({ brokers: broker.brokers, decoder }), {})
  const folder = join(broker.dataFolder, `${topic}-0`)
  const segment = join(folder, `${'0'.repeat(20)}.log`)
  // Without the topic's id, which it writes down last, the broker would take the folder for a stray.
  while (!existsSync(segment) || !existsSync(join(folder, 'partition.metadata'))) await sleep(20)
  await broker.kill()
  await writeFile(segment, SEGMENT)
  await broker.restart()
  return topic
}

export const oldFormats = ({ open }: Pick<KafkaUnderTest, 'open'>, topic: () => string): void => {
  describe('the message formats 0 and 1', () => {
    it('are read, compressed or not, and what is appended behind them', async () => {
      const log = await open()
      await log.append(topic(), [text('new')])
      const all = [...STORED, { ...text('new'), offset: 9 }]
      expect(await readAll(log, topic())).toEqual([all])
      for (const [startOffset, endOffset] of [
        [1, 3],
        [3, 6],
        [6, 9],
      ] as const) {
        const range = { partition: 0, startOffset, endOffset }
        expect(await readAll(log, topic(), [range])).toEqual([all.slice(startOffset, endOffset)])
      }
      const { claim } = await joinAlone(log, topic(), unique('group'))
      const taken = await claim.take()
      expect(await consumeUntil(taken, 6, (_, nextOffset) => nextOffset === 10)).toEqual(all.slice(6))
      await taken.close()
    })
  })
}
