import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Delivery, EventLog, PartitionClaim } from '../../../src/log/event-log.ts'
import { deliveriesOf, joinAlone, newTopic, text, texts, unique } from '../contract/fixture.ts'
import type { KafkaUnderTest } from './kafka-under-test.ts'

const until = async (isSo: () => boolean) => {
  for (const deadline = Date.now() + 40_000; !isSo(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${isSo}`)
  }
}

/** A member that keeps the claims it has now, and those that it had. */
const member = (log: EventLog, topic: string, group: string) => {
  const held = new Map<number, PartitionClaim>()
  const revoked: number[] = []
  const subscription = log.consume(topic, group).subscribe((claim) => {
    held.set(claim.partition, claim)
    claim.revoked$.subscribe(() => {
      revoked.push(claim.partition)
      if (held.get(claim.partition) === claim) held.delete(claim.partition)
    })
  })
  return { held, revoked, leave: () => subscription.unsubscribe() }
}

export const rebalancing = ({ open, kafka }: KafkaUnderTest): void => {
  describe('rebalancing', () => {
    it('revokes every claim when another joins, and gives each partition to exactly one', async () => {
      const [topic, group] = [await newTopic(await open(), 4), unique('group')]
      const first = member(await open(), topic, group)
      await until(() => first.held.size === 4)
      const second = member(await open(), topic, group)
      await until(() => first.held.size === 2 && second.held.size === 2)
      expect(new Set(first.revoked)).toEqual(new Set([0, 1, 2, 3])) // in one rebalance, or in two
      expect([...first.held.keys(), ...second.held.keys()].toSorted()).toEqual([0, 1, 2, 3])
      second.leave()
      await until(() => first.held.size === 4)
    })

    it('delivers nothing more for a claim of an earlier generation, whatever is released', async () => {
      const log = await open()
      const [topic, group] = [await newTopic(log, 2), unique('group')]
      const first = member(log, topic, group)
      await until(() => first.held.size === 2)
      const taken = await Promise.all([...first.held.values()].map((claim) => claim.take()))
      const deliveries: Delivery[] = []
      for (const partition of taken) deliveriesOf(partition, 0).subscribe((delivery) => deliveries.push(delivery))
      await log.append(topic, [text('a', 0), text('b', 1)])
      await until(() => deliveries.length === 2)
      const second = member(await open(), topic, group)
      await until(() => first.held.size === 1 && second.held.size === 1)
      for (const { release } of deliveries) release()
      await log.append(topic, [text('c', 0), text('d', 1)])
      await sleep(700)
      expect(deliveries).toHaveLength(2)
      await Promise.all(taken.map((partition) => partition.close()))
    })

    it('can be left while the group still waits for another member', async () => {
      const [log, other] = [await open(), kafka()]
      const [topic, group] = [await newTopic(log), unique('group')]
      await log.append(topic, [text('a')])
      const stuck = other.consumer({ groupId: group })
      await stuck.connect()
      await stuck.subscribe({ topic, fromBeginning: true })
      let letGo = () => {}
      const busy = new Promise<void>((resolve) => {
        letGo = resolve
      })
      await new Promise<void>((begun) => {
        stuck.run({
          eachBatch: async () => {
            begun()
            await busy
          },
        })
      })
      const joining = member(log, topic, group)
      await sleep(500)
      joining.leave()
      const before = Date.now()
      await log.close()
      expect(Date.now() - before).toBeLessThan(8_000)
      expect(joining.held.size).toBe(0)
      letGo()
      await stuck.disconnect()
    })

    it('goes on with the other partitions while one is not released', async () => {
      const log = await open()
      const [topic, group] = [await newTopic(log, 2), unique('group')]
      const { held } = member(log, topic, group)
      await until(() => held.size === 2)
      const [stuck, moving] = [await held.get(0)?.take(), await held.get(1)?.take()]
      let nextOffset = 0
      stuck?.batches(0).subscribe(() => {})
      deliveriesOf(moving!, 0).subscribe(({ batch, release }) => {
        nextOffset = batch.nextOffset
        release()
      })
      await log.append(topic, [text('stuck', 0)])
      for (let i = 1; i <= 3; i++) {
        await log.append(topic, [text(`${i}`, 1)])
        await until(() => nextOffset === i)
      }
      await Promise.all([stuck?.close(), moving?.close()])
    })

    //   offsets   0  1  2  3     committed: 1, then 0 to 2 are taken by retention
    it('claims a partition again where the log no longer has what is asked for, and leaves what was committed', async () => {
      const log = await open()
      const topic = await newTopic(log)
      const group = unique('group')
      await log.append(topic, texts(['0', '1', '2', '3']))
      const { claim } = await joinAlone(log, topic, group)
      const taken = await claim.take()
      await taken.commit({ nextOffset: 1, metadata: 'kept', appends: [] })
      const admin = kafka().admin()
      await admin.connect()
      await admin.fetchTopicOffsets(topic) // deleteTopicRecords needs to have heard of the topic
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] })
      await admin.disconnect()

      let revoked = false
      claim.revoked$.subscribe(() => {
        revoked = true
      })
      taken.batches(1).subscribe()
      await until(() => revoked)
      await taken.close()
      const again = await claim.take()
      expect(again).toMatchObject({ committed: { offset: 1, metadata: 'kept' }, startOffset: 3 })
      await again.close()
    })
  })
}
