import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { EventLog } from '../../../src/log/event-log.ts'
import { asMessages, type Producer } from '../../../src/log/kafka-client.ts'
import {
  boundsOf,
  consumeUntil,
  joinAlone,
  newTopic,
  readAll,
  recordsOf,
  text,
  texts,
  unique,
  valuesOf,
} from '../contract/fixture.ts'
import { inTransaction, type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

/** Kafka settles a transaction some milliseconds after it has answered: waits until the end of the log is that of all. */
const settled = async (log: EventLog, topic: string, endOffset: number) => {
  while ((await boundsOf(log, topic))[0]?.endOffset !== endOffset) await sleep(10)
}

export const transactionsOfOthers = ({ open, kafka }: KafkaUnderTest): void => {
  describe('transactions of other programs', () => {
    //   offsets   0  1  2  3  4  5  6  7  8      a b C   x y A   x A     C, A: commit and abort markers
    const setUp = async () => {
      const log = await open()
      const topic = await newTopic(log)
      await inTransaction(kafka(), topic, texts(['a', 'b']), 'commit')
      await inTransaction(kafka(), topic, texts(['x', 'y']), 'abort')
      await inTransaction(kafka(), topic, texts(['x']), 'abort')
      await settled(log, topic, 8)
      return { log, topic }
    }

    it('are read up to the end of the log, though nothing but markers and aborted records is there', async () => {
      const { log, topic } = await setUp()
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['a', 'b']])
      expect(await readAll(log, topic, [{ partition: 0, startOffset: 3, endOffset: 8 }])).toEqual([[]])
      expect(await readAll(log, topic, [{ partition: 0, startOffset: 7, endOffset: 8 }])).toEqual([[]])
    })

    it('lead a consumer to the end of the log', async () => {
      const { log, topic } = await setUp()
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const toTheEnd = (_: unknown, nextOffset: number) => nextOffset === 8
      expect(valuesOf(await consumeUntil(taken, 0, toTheEnd))).toEqual(['a', 'b'])
      expect(await consumeUntil(taken, 2, toTheEnd)).toEqual([])
      expect(await consumeUntil(taken, 4, toTheEnd)).toEqual([])
      await taken.close()
    })

    it('leave a consumer caught up, though nothing but markers and aborted records is at the end', async () => {
      const { log, topic } = await setUp()
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const kinds: string[] = []
      taken.batches(0).subscribe((item) => {
        kinds.push(item.kind)
        if (item.kind === 'delivery') item.release()
      })
      await vi.waitFor(() => expect(kinds.at(-1)).toBe('caught-up'), 10_000)
      await taken.close()
    })

    it('keep a consumer from being caught up while they are open, and records lie behind them', async () => {
      const log = await open()
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      const producer = kafka().producer({ transactionalId: unique('other-program'), maxInFlightRequests: 1 })
      await producer.connect()
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const said: string[] = []
      taken.batches(0).subscribe((item) => {
        said.push(item.kind === 'delivery' ? valuesOf(recordsOf(0, item.batch)).join(' ') : item.kind)
        if (item.kind === 'delivery') item.release()
      })
      await vi.waitFor(() => expect(said.slice(-2)).toEqual(['caught-up', 'caught-up']), 10_000)
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: asMessages(texts(['open'])) })
      await log.append(topic, texts(['behind']))
      await sleep(700) // a look that was under way
      const before = said.length
      await sleep(1_500)
      expect(said.slice(before)).toEqual([])
      await transaction.commit()
      await vi.waitFor(() => {
        expect(said.slice(before).join(' ')).toMatch(/^open behind\s+caught-up/) // and a marker
      }, 10_000)
      await producer.disconnect()
      await taken.close()
    }, 40_000)

    //   one       x x     x        A  b C     x aborted, A its marker; b of the same producer's next transaction
    //   other         a a     a  C
    //   outside             o
    it.each(['uncompressed', 'gzip'])('that overlap are told apart, to the record: %s', async (codec) => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'compression.type': codec })
      const [one, other] = [1, 2].map(() =>
        kafka().producer({ transactionalId: unique('other-program'), maxInFlightRequests: 1 }),
      ) as [Producer, Producer]
      await Promise.all([one.connect(), other.connect()])
      const [aborted, committed] = [await one.transaction(), await other.transaction()]
      const likeAMarker = { ...text('x1'), key: Buffer.alloc(4) } // which an abort marker has for its key
      await aborted.send({ topic, messages: asMessages([likeAMarker, text('x2')]) })
      await committed.send({ topic, messages: asMessages(texts(['a1', 'a2'])) })
      await aborted.send({ topic, messages: asMessages(texts(['x3'])) })
      await log.append(topic, [{ ...likeAMarker, value: Buffer.from('outside') }])
      await committed.send({ topic, messages: asMessages(texts(['a3'])) })
      await committed.commit()
      await aborted.abort()
      const next = await one.transaction()
      await next.send({ topic, messages: asMessages(texts(['b'])) })
      await next.commit()
      await Promise.all([one.disconnect(), other.disconnect()])
      await settled(log, topic, 11)
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['a1', 'a2', 'outside', 'a3', 'b']])
      const within = [{ partition: 0, startOffset: 1, endOffset: 7 }]
      expect((await readAll(log, topic, within)).map(valuesOf)).toEqual([['a1', 'a2', 'outside', 'a3']])
    })

    it('are neither in the bounds nor delivered while they are open', async () => {
      const log = await open()
      const topic = await newTopic(log)
      const producer = kafka().producer({ transactionalId: unique('other-program'), maxInFlightRequests: 1 })
      await producer.connect()
      const transaction = await producer.transaction()
      await log.append(topic, texts(['before']))
      await transaction.send({ topic, messages: asMessages(texts(['open'])) })
      await log.append(topic, texts(['after']))
      expect(await boundsOf(log, topic)).toEqual([{ partition: 0, startOffset: 0, endOffset: 1 }])
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['before']])
      await transaction.abort()
      await producer.disconnect()
      await settled(log, topic, 4)
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['before', 'after']])
    })
  })
}
