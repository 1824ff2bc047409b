import { describe, expect, it } from 'vitest'
import type { EventLog } from '../../../src/log/event-log.ts'
import { consumeUntil, joinAlone, readAll, text, unique } from '../contract/fixture.ts'
import { type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

/** What a broker needs to compact within a second instead of a quarter of a minute. */
export const EAGER_CLEANER = { 'log.cleaner.backoff.ms': '100' }

/** Up to a gap, over one, within one, into one, to the end. */
const ranges = [
  [0, 2],
  [1, 8],
  [2, 6],
  [3, 9],
  [5, 11],
] as const

const COMPACTED_SOON = {
  'cleanup.policy': 'compact',
  'min.cleanable.dirty.ratio': '0',
  'segment.ms': '500',
  'delete.retention.ms': '0',
}

/** Segments are a second of the records' own time. */
const keyed = (key: string, second: number) => ({
  ...text('value'),
  key: Buffer.from(key),
  timestampMs: 1_700_000_000_000 + 1_000 * second,
})

const offsetsOf = (records: readonly { readonly offset: number }[]) => records.map(({ offset }) => offset)

export const compaction = ({ open, kafka }: KafkaUnderTest): void => {
  describe('a compacted topic', () => {
    //   offsets   0   1   2   3  |  4  |  5   6  |  7  8  9  |  10     one append each, a segment a second
    //   keys      k1  k3  k2  k1 |  k4 |  k2  k1 |  k1 k2 k4 |  k5     4 is the last that its producer wrote: its batch stays, empty
    //   left          k3         |     |         |  k1 k2 k4 |  k5
    const left = [1, 7, 8, 9, 10]
    const setUp = async () => {
      const [log, other] = [await open(), await open()]
      const topic = await topicWith(kafka(), COMPACTED_SOON)
      await log.append(topic, [keyed('k1', 0), keyed('k3', 0), keyed('k2', 0), keyed('k1', 0)])
      await other.append(topic, [keyed('k4', 0)])
      await log.append(topic, [keyed('k2', 0), keyed('k1', 0)])
      await log.append(topic, [keyed('k1', 1), keyed('k2', 1), keyed('k4', 1)])
      await log.append(topic, [keyed('k5', 2)])
      await compacted(log, topic)
      return { log, topic }
    }

    const compacted = async (log: EventLog, topic: string) => {
      while ((await readAll(log, topic)).flat().length > left.length);
    }

    it('is read over its gaps, from wherever one begins', async () => {
      const { log, topic } = await setUp()
      expect(offsetsOf((await readAll(log, topic)).flat())).toEqual(left)
      for (const [startOffset, endOffset] of ranges) {
        const read = await readAll(log, topic, [{ partition: 0, startOffset, endOffset }])
        expect(offsetsOf(read.flat())).toEqual(left.filter((offset) => offset >= startOffset && offset < endOffset))
      }
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      for (const from of [0, 2, 4, 6]) {
        const records = await consumeUntil(taken, from, (_, nextOffset) => nextOffset === 11)
        expect(offsetsOf(records)).toEqual(left.filter((offset) => offset >= from))
      }
      await taken.close()
    })
  })
}
