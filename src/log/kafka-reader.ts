import { Observable } from 'rxjs'
import type { CaughtUp, Delivery } from './event-log.ts'
import type { Consumer } from './kafka-client.ts'
import type { RecordBatch } from './record-batch.ts'

/** The one subscriber to a partition, and what it has not had yet. */
export interface Reader {
  /** The offset behind all that came for it, delivered or not. */
  readonly nextOffset: number
  /** All that came was delivered and released. */
  readonly isIdle: boolean
  deliver(batch: RecordBatch): void
  sayCaughtUp(atMs: number): void
}

/**
 * Reads one partition from an offset on, one delivery at a time, until its generation ends; then falls silent. The batch behind the
 * one that is out is fetched meanwhile, so the broker works while the reader does; it is paused when both are there.
 */
export const readPartition = (
  consumer: Consumer,
  readers: Map<number, Reader>,
  topic: string,
  partition: number,
  fromOffset: number,
): Observable<Delivery | CaughtUp> =>
  new Observable((subscriber) => {
    const partitions = [{ topic, partitions: [partition] }]
    const fetchedAhead: RecordBatch[] = []
    let nextOffset = fromOffset
    let isOut = false
    let isPaused = false
    const isCurrent = () => readers.get(partition) === reader

    const deliverNext = () => {
      if (isOut || !isCurrent()) return
      const batch = fetchedAhead.shift()
      if (isPaused) consumer.resume(partitions)
      isPaused = false
      if (batch === undefined) return
      isOut = true
      const release = () => {
        isOut = false
        deliverSoon()
      }
      subscriber.next({ kind: 'delivery', batch, release })
    }
    // In a turn of its own: kafkajs sends its next fetch first.
    const deliverSoon = () => void setImmediate(deliverNext)

    const reader: Reader = {
      get nextOffset() {
        return nextOffset
      },
      get isIdle() {
        return !isOut && fetchedAhead.length === 0
      },
      deliver: (batch) => {
        nextOffset = batch.nextOffset
        fetchedAhead.push(batch)
        isPaused = isOut || fetchedAhead.length > 1
        if (isPaused) consumer.pause(partitions)
        deliverSoon()
      },
      sayCaughtUp: (atMs) => subscriber.next({ kind: 'caught-up', atMs }),
    }
    readers.set(partition, reader)
    consumer.seek({ topic, partition, offset: String(fromOffset) })
    consumer.resume(partitions)
    return () => {
      if (!isCurrent()) return
      readers.delete(partition)
      consumer.pause(partitions)
    }
  })
