import { encodeBatches, StoredBatch } from '../../src/log/embedded-batch.ts'
import type { Delivery } from '../../src/log/event-log.ts'
import { recordBatches } from '../../src/produce/record-batches.ts'
import { benchEvents, type EventsShape, FIRST_EVENT_MS } from './bench-events.ts'

/** The events that everybody reads as one partition's batches in memory, stored as the embedded log stores them. Nothing waits for their release. */
export const stageRecords = (shape: EventsShape): readonly Delivery[] => {
  const timestampMs = FIRST_EVENT_MS + shape.events
  const deliveries: Delivery[] = []
  let offset = 0
  for (const some of recordBatches(benchEvents(shape)))
    for (const { bytes, count: stored } of encodeBatches(
      some.map((value) => ({ partition: 0, key: null, value, headers: [], timestampMs })),
    )) {
      deliveries.push({ kind: 'delivery', batch: new StoredBatch(bytes, offset), release: () => {} })
      offset += stored
    }
  return deliveries
}
