import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PartitionClaim } from '../../src/log/event-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { boundsOf, consumeUntil, newTopic, readAll, text, texts, unique, valuesOf } from './contract/fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, the tests of a broker's outage: ${missing}.`)

const untilSo = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(50)
}

describe.skipIf(missing !== null)('a broker that dies and comes back', { timeout: 180_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  })
  afterAll(() => broker?.stop())

  it('ends the claims, and is joined again; commits fail meanwhile and succeed after taking again', async () => {
    const log = await openKafkaLog({ brokers: broker.brokers })
    const [topic, deadLetters, group] = [await newTopic(log), await newTopic(log), unique('group')]
    await log.append(topic, texts(['a', 'b']))
    const claims: PartitionClaim[] = []
    let revoked = 0
    const consuming = log.consume(topic, group).subscribe((claim) => {
      claims.push(claim)
      claim.revoked$.subscribe(() => revoked++)
    })
    await untilSo(() => claims.length === 1)
    const taken = await claims[0]!.take()
    await taken.commit({
      nextOffset: 1,
      metadata: 'before',
      appends: [{ topic: deadLetters, records: [text('before')] }],
    })

    await broker.kill()
    const commit = taken.commit({
      nextOffset: 2,
      metadata: 'lost',
      appends: [{ topic: deadLetters, records: [text('lost')] }],
    })
    await expect(commit).rejects.toMatchObject({ name: 'LogError', reason: 'unreachable' })
    await expect(log.append(topic, texts(['c']))).rejects.toMatchObject({ name: 'LogError', reason: 'unreachable' })
    await untilSo(() => revoked === 1)
    await taken.close()

    await broker.restart()
    await untilSo(() => claims.length === 2)
    const again = await claims[1]!.take()
    expect(again.committed).toEqual({ offset: 1, metadata: 'before' })
    expect(valuesOf(await consumeUntil(again, 1, (records) => records.length === 1))).toEqual(['b'])
    await again.commit({
      nextOffset: 2,
      metadata: 'after',
      appends: [{ topic: deadLetters, records: [text('after')] }],
    })
    await log.append(topic, texts(['d']))
    expect((await boundsOf(log, topic))[0]?.endOffset).toBe(3)
    expect((await readAll(log, deadLetters)).map(valuesOf)).toEqual([['before', 'after']])
    consuming.unsubscribe()
    await log.close()
  })

  it('does not keep a log from being closed while it is gone', async () => {
    const log = await openKafkaLog({ brokers: broker.brokers })
    const topic = await newTopic(log)
    const claimed = new Promise((resolve) => log.consume(topic, unique('group')).subscribe(resolve))
    await claimed
    await broker.kill()
    await sleep(500)
    const before = Date.now()
    await log.close()
    expect(Date.now() - before).toBeLessThan(15_000)
  })
})
