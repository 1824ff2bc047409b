import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { OutgoingRecord } from '../../../src/log/record-batch.ts'
import { readAll, text, texts, valuesOf } from '../contract/fixture.ts'
import { type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

const unreadable = 'zstdDecompressSync' in zlib ? ['lz4'] : ['lz4', 'zstd']
const readable = ['gzip', 'snappy', ...(unreadable.includes('zstd') ? [] : ['zstd'])]

const bytes = (value: string) => Buffer.from(value)

const withAndWithout: OutgoingRecord[] = [
  { ...text('a'), key: bytes('key'), headers: [{ key: 'trace', value: bytes('1') }] },
  { ...text(''), value: null },
  { ...text(''), value: null, key: bytes('gone') },
  { ...text('b'), key: Buffer.alloc(0), timestampMs: 0 },
  {
    ...text('c'),
    headers: [
      { key: 'trace', value: null },
      { key: 'trace', value: bytes('2') },
      { key: 'empty', value: Buffer.alloc(0) },
    ],
  },
]

/** What a broker stores in ways that no settings of the port lead to; whoever decodes it. */
export const storedBatches = ({ open, kafka }: KafkaUnderTest): void => {
  describe('compressed batches', () => {
    it.each(readable)('are read: %s', async (codec) => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'compression.type': codec })
      const values = Array.from({ length: 500 }, (_, i) => `value ${i}`)
      await log.append(topic, texts(values))
      expect(valuesOf((await readAll(log, topic))[0] ?? [])).toEqual(values)
    })

    it.each(readable)('keep nulls, headers and times, also in a range within a batch: %s', async (codec) => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'compression.type': codec })
      await log.append(topic, withAndWithout)
      const expected = withAndWithout.map((record, offset) => ({ ...record, offset }))
      expect(await readAll(log, topic)).toEqual([expected])
      const range = { partition: 0, startOffset: 1, endOffset: 4 }
      expect(await readAll(log, topic, [range])).toEqual([expected.slice(1, 4)])
    })

    it.each(readable)('have the time of their append where the topic says so: %s', async (codec) => {
      const log = await open()
      const settings = { 'compression.type': codec, 'message.timestamp.type': 'LogAppendTime' }
      const topic = await topicWith(kafka(), settings)
      const beforeMs = Date.now()
      await log.append(topic, texts(['a', 'b', 'c']))
      const times = (await readAll(log, topic)).flat().map(({ timestampMs }) => timestampMs)
      expect(times).toHaveLength(3)
      for (const timestampMs of times) expect(Math.abs(timestampMs - beforeMs)).toBeLessThan(10_000)
    })

    it.each(unreadable)('end the reading with a clear message where the codec is not there: %s', async (codec) => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'compression.type': codec })
      await log.append(topic, texts(['a', 'b']))
      await expect(readAll(log, topic)).rejects.toMatchObject({
        name: 'LogError',
        reason: 'unsupported',
        message: expect.stringContaining(`compressed with ${codec}`),
      })
    })
  })

  describe('batches without compression', () => {
    it('keep a header without a value, in its place', async () => {
      const log = await open()
      const topic = await topicWith(kafka(), {})
      await log.append(topic, withAndWithout)
      expect((await readAll(log, topic))[0]?.map(({ headers }) => headers)).toEqual(
        withAndWithout.map(({ headers }) => headers),
      )
    })
  })
}
