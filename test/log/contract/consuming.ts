import { setTimeout as sleep } from 'node:timers/promises'
import { filter, firstValueFrom, Subject, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/log/event-log.ts'
import {
  boundsOf,
  consumeUntil,
  join,
  joinAlone,
  newTopic,
  type OpenLog,
  recordsOf,
  text,
  texts,
  unique,
  valuesOf,
} from './fixture.ts'

/** Long enough for a delivery that must not come to have come. */
const QUIET_MS = 700

export const consumingContract = (openLog: OpenLog): void => {
  describe('consuming', () => {
    it('claims every partition, the empty ones too', async () => {
      const log = await openLog()
      const topic = await newTopic(log, 3)
      await log.append(topic, [text('a', 1)])
      const claims = await join(log, topic, unique('group')).claims(3)
      expect([...claims.keys()].toSorted()).toEqual([0, 1, 2])
      const taken = await claims.get(2)?.take()
      expect(taken).toMatchObject({ committed: null, startOffset: 0 })
      await taken?.close()
    })

    it('delivers what is there, then what comes later, from any handle', async () => {
      const [log, producer] = [await openLog(), await openLog()]
      const topic = await newTopic(log)
      await log.append(topic, texts(['a', 'b']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const consumed = consumeUntil(taken, 0, (records) => records.length === 5)
      await sleep(100)
      await producer.append(topic, texts(['c', 'd']))
      await sleep(100)
      await producer.append(topic, texts(['e']))
      expect(valuesOf(await consumed)).toEqual(['a', 'b', 'c', 'd', 'e'])
      await taken.close()
    })

    //   offsets   0  1  2  3  4  5     one append
    //   from               ^
    it('begins exactly at the offset asked for, also within a batch', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, texts(['0', '1', '2', '3', '4', '5']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const records = await consumeUntil(taken, 3, (read) => read.length === 3)
      expect(records.map(({ offset }) => offset)).toEqual([3, 4, 5])
      expect(valuesOf(records)).toEqual(['3', '4', '5'])
      await taken.close()
    })

    it('begins with what comes next, from the end', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, texts(['a', 'b']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const consumed = consumeUntil(taken, 2, (read) => read.length === 1)
      await sleep(100)
      await log.append(topic, texts(['c']))
      expect(valuesOf(await consumed)).toEqual(['c'])
      await taken.close()
    })

    it('delivers one batch at a time, the next only after the release', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const deliveries: Delivery[] = []
      const delivery$ = new Subject<Delivery>()
      const subscription = taken
        .batches(0)
        .pipe(
          tap(({ batch, release }) => batch.count === 0 && release()),
          filter(({ batch }) => batch.count > 0),
          tap((delivery) => deliveries.push(delivery)),
        )
        .subscribe(delivery$)
      while (deliveries.length === 0) await sleep(10)
      await log.append(topic, texts(['b']))
      await sleep(QUIET_MS)
      expect(deliveries.map(({ batch }) => valuesOf(recordsOf(0, batch)))).toEqual([['a']])
      const next = firstValueFrom(delivery$)
      deliveries[0]?.release()
      expect(valuesOf(recordsOf(0, (await next).batch))).toEqual(['b'])
      subscription.unsubscribe()
      await taken.close()
    })

    it('delivers nothing more once unsubscribed, whatever is released', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const deliveries: Delivery[] = []
      const subscription = taken.batches(0).subscribe((delivery) => deliveries.push(delivery))
      while (deliveries.length === 0) await sleep(10)
      subscription.unsubscribe()
      deliveries[0]?.release()
      await log.append(topic, texts(['b']))
      await sleep(QUIET_MS)
      expect(deliveries).toHaveLength(1)
      await taken.close()
    })

    it('leads from each delivery to the next, and so to the end of the partition', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      for (let i = 0; i < 5; i++) await log.append(topic, texts([`${i}a`, `${i}b`]))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const end = (await boundsOf(log, topic))[0]?.endOffset
      const records = await consumeUntil(taken, taken.startOffset, (_, nextOffset) => nextOffset === end)
      expect(valuesOf(records)).toEqual([0, 1, 2, 3, 4].flatMap((i) => [`${i}a`, `${i}b`]))
      await taken.close()
    })

    it('closes while it consumes, and delivers nothing afterwards', async () => {
      const [log, producer] = [await openLog(), await openLog()]
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const deliveries: Delivery[] = []
      taken.batches(0).subscribe((delivery) => deliveries.push(delivery))
      while (deliveries.length === 0) await sleep(10)
      deliveries[0]?.release()
      await log.close()
      await producer.append(topic, texts(['b']))
      await sleep(QUIET_MS)
      expect(deliveries).toHaveLength(1)
    })
  })
}
