import { encodeBatches, StoredBatch } from '../../src/log/embedded-batch.ts'
import type { Delivery } from '../../src/log/event-log.ts'
import { recordBatches } from '../../src/produce/record-batches.ts'
import { syntheticEvents } from '../../src/produce/synthetic-events.ts'
import { FIRST_EVENT_MS, INVALID_SHARE, LATE_SHARE } from './fill-topic.ts'

/** Synthetic events as one partition's batches in memory, stored as the embedded log stores them. Nothing waits for their release. */
export const stageRecords = (count: number, tenants: number, seed: number): readonly Delivery[] => {
  const values = syntheticEvents({
    count,
    tenants,
    seed,
    startMs: FIRST_EVENT_MS,
    rate: 0,
    invalidShare: INVALID_SHARE,
    lateShare: LATE_SHARE,
  })
  const timestampMs = FIRST_EVENT_MS + count
  const deliveries: Delivery[] = []
  let offset = 0
  for (const some of recordBatches(values))
    for (const { bytes, count: stored } of encodeBatches(
      some.map((value) => ({ partition: 0, key: null, value, headers: [], timestampMs })),
    )) {
      deliveries.push({ kind: 'delivery', batch: new StoredBatch(bytes, offset), release: () => {} })
      offset += stored
    }
  return deliveries
}
