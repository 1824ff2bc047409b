import { describe, expect, it } from 'vitest'
import { recordBytes } from '../../../src/log/record-bytes.ts'
import { boundsOf, newTopic, type OpenLog, readAll, text, texts, unique } from './fixture.ts'

export const topicsContract = (openLog: OpenLog): void => {
  describe('topics', () => {
    it('names the log alike on every handle', async () => {
      const [one, other] = [await openLog(), await openLog()]
      expect(await one.identity()).not.toBe('')
      expect(await other.identity()).toBe(await one.identity())
    })

    it('creates a topic once, with the partitions asked for', async () => {
      const [one, other] = [await openLog(), await openLog()]
      const name = unique('topic')
      expect(await one.ensureTopic({ name, partitions: 3 })).toMatchObject({ partitions: 3, created: true })
      expect(await other.ensureTopic({ name, partitions: 3 })).toMatchObject({ partitions: 3, created: false })
      expect(await boundsOf(other, name)).toHaveLength(3)
    })

    it('creates a topic with 4 partitions, or takes what is there, where none are asked for', async () => {
      const log = await openLog()
      const name = unique('topic')
      expect(await log.ensureTopic({ name, partitions: null })).toMatchObject({ partitions: 4, created: true })
      expect(await log.ensureTopic({ name: await newTopic(log, 2), partitions: null })).toMatchObject({
        partitions: 2,
        created: false,
      })
    })

    it('refuses a topic that has another number of partitions, and leaves it', async () => {
      const log = await openLog()
      const name = await newTopic(log, 2)
      await expect(log.ensureTopic({ name, partitions: 3 })).rejects.toMatchObject({
        name: 'LogError',
        reason: 'partition_count',
        message: expect.stringContaining(name),
      })
      expect(await boundsOf(log, name)).toHaveLength(2)
    })

    it('says what a record may have at most, new or not: one that has just that is taken', async () => {
      const [log, other] = [await openLog(), await openLog()]
      const name = unique('topic')
      const { maxRecordBytes } = await log.ensureTopic({ name, partitions: 1, maxRecordBytes: 10_000 })
      expect(maxRecordBytes).toBeGreaterThanOrEqual(10_000)
      expect(await other.ensureTopic({ name, partitions: null })).toMatchObject({ maxRecordBytes })
      const bare = { ...text(''), headers: [{ key: 'reason', value: Buffer.from('large') }] }
      const largest = { ...bare, value: Buffer.alloc(maxRecordBytes - recordBytes(bare)) }
      await other.append(name, [largest])
      const larger = other.append(name, [{ ...bare, value: Buffer.alloc(maxRecordBytes + 1) }])
      await expect(larger).rejects.toMatchObject({ reason: 'too_large' })
      expect((await readAll(log, name))[0]).toMatchObject([largest])
    })

    it.each([
      86_400_000,
      'unlimited',
    ] as const)('creates a topic that keeps records from their append on, and has nothing against it later: %s', async (retentionMs) => {
      const log = await openLog()
      const name = unique('topic')
      expect(await log.ensureTopic({ name, partitions: 1, retentionMs })).toMatchObject({ warnings: [] })
      expect(await log.ensureTopic({ name, partitions: 1, retentionMs })).toMatchObject({ warnings: [] })
      await log.append(name, [{ ...text('of another year'), timestampMs: 0 }])
      const [read] = await readAll(log, name)
      expect(Math.abs((read?.[0]?.timestampMs ?? 0) - Date.now())).toBeLessThan(10_000)
    })

    it('refuses a topic whose records have the time of who sent them, where they are to be kept, and leaves it', async () => {
      const log = await openLog()
      const name = await newTopic(log)
      await expect(log.ensureTopic({ name, partitions: 1, retentionMs: 86_400_000 })).rejects.toMatchObject({
        name: 'LogError',
        reason: 'topic_settings',
        message: expect.stringContaining(name),
      })
      expect(await log.ensureTopic({ name, partitions: 1, logAppendTime: true })).toMatchObject({ warnings: [] })
      await log.append(name, [text('a')])
      expect((await readAll(log, name))[0]).toMatchObject([text('a')])
    })

    it('has no bounds for an unknown topic, and does not create it by asking', async () => {
      const log = await openLog()
      const name = unique('topic')
      expect(await log.bounds(name)).toBeNull()
      expect(await log.bounds(name)).toBeNull()
    })

    it('bounds each partition by its first and its next offset', async () => {
      const [log, other] = [await openLog(), await openLog()]
      const topic = await newTopic(log, 2)
      expect(await log.bounds(topic)).toEqual([
        { partition: 0, startOffset: 0, endOffset: 0 },
        { partition: 1, startOffset: 0, endOffset: 0 },
      ])
      await log.append(topic, texts(['a', 'b', 'c'], 1))
      expect(await other.bounds(topic)).toEqual([
        { partition: 0, startOffset: 0, endOffset: 0 },
        { partition: 1, startOffset: 0, endOffset: 3 },
      ])
    })

    it('closes twice', async () => {
      const log = await openLog()
      await log.close()
      await log.close()
    })
  })
}
