import { setTimeout as sleep } from 'node:timers/promises'
import { filter, firstValueFrom, Subject, tap } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import type { CaughtUp, Delivery } from '../../../src/log/event-log.ts'
import {
  boundsOf,
  consumeUntil,
  deliveriesOf,
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
      const subscription = deliveriesOf(taken, 0)
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
      const subscription = deliveriesOf(taken, 0).subscribe((delivery) => deliveries.push(delivery))
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

    it('says again and again that it is caught up, once all is delivered and released, and only then', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const said: (Delivery | CaughtUp)[] = []
      const kinds = () => said.map(({ kind }) => kind)
      const caughtUp = () => said.filter((item) => item.kind === 'caught-up')
      const beganMs = performance.now()
      taken.batches(0).subscribe((item) => said.push(item))
      await vi.waitFor(() => expect(caughtUp().length).toBeGreaterThan(2), 5_000) // nothing was ever there

      await log.append(topic, texts(['a']))
      await vi.waitFor(() => expect(kinds()).toContain('delivery'), 5_000)
      await sleep(1_200)
      expect(kinds().at(-1)).toBe('delivery') // it is out
      const before = said.length
      for (const item of said) if (item.kind === 'delivery') item.release()
      await vi.waitFor(() => expect(said.length).toBeGreaterThan(before + 2), 5_000)
      expect(new Set(kinds().slice(before))).toEqual(new Set(['caught-up']))

      const timesMs = caughtUp().map(({ atMs }) => atMs)
      expect(timesMs.every((ms, i) => ms > (timesMs[i - 1] ?? beganMs) && ms < performance.now())).toBe(true)
      await taken.close()
    })

    it('does not say so while there is more', async () => {
      const log = await openLog()
      const topic = await newTopic(log)
      for (let i = 0; i < 20; i++) await log.append(topic, texts([`${i}`]))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const order: string[] = []
      taken.batches(0).subscribe((item) => {
        if (item.kind === 'caught-up') order.push('caught up')
        else {
          order.push(...valuesOf(recordsOf(0, item.batch)).map(String))
          setTimeout(item.release, 100)
        }
      })
      await vi.waitFor(() => expect(order.at(-1)).toBe('caught up'), 15_000)
      expect(order.filter((what) => what !== 'caught up')).toHaveLength(20)
      expect(order.indexOf('caught up')).toBe(20)
      await taken.close()
    }, 30_000)

    it('closes while it consumes, and delivers nothing afterwards', async () => {
      const [log, producer] = [await openLog(), await openLog()]
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      const { claim } = await joinAlone(log, topic, unique('group'))
      const taken = await claim.take()
      const deliveries: Delivery[] = []
      deliveriesOf(taken, 0).subscribe((delivery) => deliveries.push(delivery))
      while (deliveries.length === 0) await sleep(10)
      deliveries[0]?.release()
      await log.close()
      await producer.append(topic, texts(['b']))
      await sleep(QUIET_MS)
      expect(deliveries).toHaveLength(1)
    })
  })
}
