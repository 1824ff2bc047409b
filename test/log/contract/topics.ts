import { describe, expect, it } from 'vitest'
import { boundsOf, newTopic, type OpenLog, texts, unique } from './fixture.ts'

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
      expect(await one.ensureTopic({ name, partitions: 3 })).toEqual({ partitions: 3, created: true })
      expect(await other.ensureTopic({ name, partitions: 3 })).toEqual({ partitions: 3, created: false })
      expect(await boundsOf(other, name)).toHaveLength(3)
    })

    it('creates a topic with 4 partitions, or takes what is there, where none are asked for', async () => {
      const log = await openLog()
      const name = unique('topic')
      expect(await log.ensureTopic({ name, partitions: null })).toEqual({ partitions: 4, created: true })
      expect(await log.ensureTopic({ name: await newTopic(log, 2), partitions: null })).toEqual({
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
