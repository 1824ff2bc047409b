import { Subject, takeUntil } from 'rxjs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Delivery, EventLog } from '../../src/log/event-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { deliveriesOf } from './contract/fixture.ts'

/** How many batches came in from the broker: each is made a RecordBatch once, whoever waits for it. */
const fetched = vi.hoisted(() => ({ batches: 0 }))
vi.mock('../../src/log/kafka-batch.ts', async (original) => {
  const actual = await original<typeof import('../../src/log/kafka-batch.ts')>()
  const toRecordBatch: typeof actual.toRecordBatch = (batch) => {
    fetched.batches++
    return actual.toRecordBatch(batch)
  }
  return { ...actual, toRecordBatch }
})

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: what is fetched ahead from Kafka (${missing})`)

const RECORDS = 12
const MEBIBYTE = Buffer.alloc(1_000_000, 'x') // a fetch takes one of these

describe.skipIf(missing !== null)('a reader that does not release its batch', { timeout: 60_000 }, () => {
  let broker: KafkaBroker
  let log: EventLog
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    log = await openKafkaLog({ brokers: broker.brokers })
  }, 120_000)
  afterAll(async () => {
    await log?.close()
    await broker?.stop()
  })

  it('has one more waiting for it and no further, and gets the rest as it releases', async () => {
    await log.ensureTopic({ name: 'ahead', partitions: 1, maxRecordBytes: 2 * MEBIBYTE.length })
    for (let i = 0; i < RECORDS; i++) {
      await log.append('ahead', [{ partition: 0, key: null, value: MEBIBYTE, headers: [], timestampMs: i }])
    }
    const done$ = new Subject<void>()
    const claim$ = log.consume('ahead', 'ahead').pipe(takeUntil(done$))
    const deliveries: Delivery[] = []
    const left = new Promise<void>((resolve, reject) => {
      claim$.subscribe({
        next: async (claim) => {
          const taken = await claim.take()
          deliveriesOf(taken, 0)
            .pipe(takeUntil(done$))
            .subscribe((delivery) => deliveries.push(delivery))
          done$.subscribe(() => void taken.close())
        },
        error: reject,
        complete: resolve,
      })
    })
    await vi.waitFor(() => expect(fetched.batches).toBe(2), 20_000)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect([deliveries.length, fetched.batches]).toEqual([1, 2])

    let records = 0
    for (let i = 0; records < RECORDS; i++) {
      await vi.waitFor(() => expect(deliveries).toHaveLength(i + 1), 10_000)
      records += deliveries[i]!.batch.count
      deliveries[i]!.release()
      expect(fetched.batches - i).toBeLessThanOrEqual(3)
    }
    done$.next()
    await left
    expect(records).toBe(RECORDS)
  })
})
