import { describe, expect, it } from 'vitest'
import type { OutgoingRecord } from '../../../src/log/record-batch.ts'
import { boundsOf, newTopic, type OpenLog, readAll, text, texts, unique, valuesOf } from './fixture.ts'

const MIB = 1_048_576

const oddRecords: OutgoingRecord[] = [
  { partition: 0, key: null, value: null, headers: [], timestampMs: 0 },
  { partition: 0, key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [], timestampMs: 1 },
  { partition: 0, key: Buffer.from([0, 0xff]), value: Buffer.from([0xc3, 0x28, 0]), headers: [], timestampMs: 2 },
  {
    partition: 0,
    key: Buffer.from('ключ'),
    value: Buffer.from('🌊'),
    headers: [
      { key: 'reason', value: Buffer.from('schema') },
      { key: 'reason', value: Buffer.from([0xfe, 0xff, 0]) },
      { key: 'reason', value: Buffer.alloc(0) },
      { key: 'причина', value: Buffer.from('é') },
    ],
    timestampMs: 1_700_000_000_123,
  },
]

export const appendingContract = (openLog: OpenLog): void => {
  describe('appending and reading', () => {
    it('reads back the very bytes, nulls, headers and timestamps that were appended', async () => {
      const [log, other] = [await openLog(), await openLog()]
      const topic = await newTopic(log)
      await log.append(topic, oddRecords)
      const [read] = await readAll(other, topic)
      expect(read).toEqual(oddRecords.map((record, offset) => ({ ...record, offset })))
    })

    it('keeps a value of nearly 1 MiB', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      const value = Buffer.alloc(MIB - 1_024, 'tide')
      await log.append(topic, [text('before'), { ...text(''), value }, text('after')])
      const [read] = await readAll(log, topic)
      expect(read?.map((record) => record.value?.length)).toEqual([6, value.length, 5])
      expect(read?.[1]?.value?.equals(value)).toBe(true)
    })

    it('keeps a record as large as the topic was created for', async () => {
      const log = await openLog()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, maxRecordBytes: 4 * MIB })
      const value = Buffer.alloc(3 * MIB, 'tide')
      await log.append(topic, [{ ...text(''), value }])
      const [read] = await readAll(log, topic)
      expect(read?.[0]?.value?.equals(value)).toBe(true)
    })

    it('refuses a record larger than the topic was created for, and appends nothing of it', async () => {
      const log = await openLog()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, maxRecordBytes: 10_000 })
      const append = log.append(topic, [{ ...text(''), value: Buffer.alloc(20_000) }])
      await expect(append).rejects.toMatchObject({ name: 'LogError', reason: 'too_large' })
      expect(await readAll(log, topic)).toEqual([[]])
    })

    it('keeps partitions apart, and the order within each', async () => {
      const log = await openLog()
      const topic = await newTopic(log, 3)
      const numbers = Array.from({ length: 300 }, (_, i) => i)
      await log.append(
        topic,
        numbers.slice(0, 200).map((i) => text(`${i}`, i % 2)),
      )
      await log.append(
        topic,
        numbers.slice(200).map((i) => text(`${i}`, i % 2)),
      )
      const read = await readAll(log, topic)
      expect(read.map(valuesOf)).toEqual([
        numbers.filter((i) => i % 2 === 0).map(String),
        numbers.filter((i) => i % 2 === 1).map(String),
        [],
      ])
    })

    it('keeps a large append whole and in order', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      const values = Array.from({ length: 20_000 }, (_, i) => `value ${i}`)
      await log.append(topic, texts(values))
      const [read] = await readAll(log, topic)
      expect(valuesOf(read ?? [])).toEqual(values)
    })

    it('keeps what two handles append at once', async () => {
      const [one, other] = [await openLog(), await openLog()]
      const topic = await newTopic(one)
      const rounds = Array.from({ length: 20 }, (_, i) => i)
      await Promise.all(rounds.map((i) => (i % 2 === 0 ? one : other).append(topic, texts([`${i}a`, `${i}b`]))))
      const values = valuesOf((await readAll(one, topic))[0] ?? [])
      expect(values.toSorted()).toEqual(rounds.flatMap((i) => [`${i}a`, `${i}b`]).toSorted())
      for (const i of rounds) expect(values.indexOf(`${i}b`)).toBe(values.indexOf(`${i}a`) + 1)
    })

    it('stamps records with the time of the append where the topic says so', async () => {
      const log = await openLog()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, logAppendTime: true })
      const before = Date.now()
      await log.append(topic, texts(['a', 'b']))
      const [read] = await readAll(log, topic)
      for (const { timestampMs } of read ?? []) {
        expect(timestampMs).toBeGreaterThanOrEqual(before - 1_000)
        expect(timestampMs).toBeLessThanOrEqual(Date.now() + 1_000)
      }
      expect(read).toHaveLength(2)
    })

    it('refuses to append to an unknown topic, and does not create it', async () => {
      const log = await openLog()
      const topic = unique('topic')
      await expect(log.append(topic, [text('a')])).rejects.toMatchObject({
        name: 'LogError',
        reason: 'no_such_topic',
        message: expect.stringContaining(topic),
      })
      expect(await log.bounds(topic)).toBeNull()
    })

    it('refuses a record for a partition that is not there, and appends nothing of the others', async () => {
      const log = await openLog()
      const topic = await newTopic(log, 2)
      const append = log.append(topic, [text('a', 0), text('b', 2)])
      await expect(append).rejects.toMatchObject({
        name: 'LogError',
        reason: 'no_such_topic',
        message: expect.stringContaining('there is no partition 2'),
      })
      expect(await readAll(log, topic)).toEqual([[], []])
    })

    it('appends nothing, and resolves, where there are no records', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, [])
      expect(await readAll(log, topic)).toEqual([[]])
    })

    //   offsets   0  1  2  3  4  5  6  7  8  9     one append
    //   range              [--------)
    it('reads only the range asked for, also where it ends within a batch', async () => {
      const log = await openLog()
      const topic = await newTopic(log, 2)
      await log.append(topic, texts(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], 1))
      const read = await readAll(log, topic, [{ partition: 1, startOffset: 3, endOffset: 6 }])
      expect(read.map(valuesOf)).toEqual([[], ['3', '4', '5']])
    })

    it('reads an empty range without waiting, and stops when its reader does', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, texts(['a', 'b']))
      expect(await readAll(log, topic, [{ partition: 0, startOffset: 1, endOffset: 1 }])).toEqual([[]])
      for await (const { batch } of log.read(topic, await boundsOf(log, topic))) {
        expect(batch.value(0)?.toString()).toBe('a')
        break
      }
    })
  })
}
