import { randomUUID } from 'node:crypto'
import { filter, map, mergeMap, type Observable } from 'rxjs'
import { clipBatch } from './clip-batch.ts'
import { isDelivery, type PartitionBatch, type PartitionBounds } from './event-log.ts'
import type { Kafka } from './kafka-client.ts'
import { joinGroup } from './kafka-consumer.ts'
import { rejoin } from './kafka-rejoin.ts'
import type { KafkaTopics } from './kafka-topics.ts'

/** Some 25 s, for a coordinator that is being made. */
const REJOINS = 25

interface Pulled<T> {
  next(): Promise<T>
  end(): void
}

/** What an Observable emits, asked for one by one; what it has not been asked for waits, so its source has to be paced. */
const pull = <T>(source$: Observable<T>): Pulled<T> => {
  const waiting: T[] = []
  let failed: { readonly error: unknown } | null = null
  let wake = () => {}
  const subscription = source$.subscribe({
    next: (value) => {
      waiting.push(value)
      wake()
    },
    error: (error) => {
      failed = { error }
      wake()
    },
  })
  const next = async () => {
    while (waiting.length === 0) {
      if (failed !== null) throw failed.error
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return waiting.shift()!
  }
  return { next, end: () => subscription.unsubscribe() }
}

/**
 * Reads ranges of a topic once, as the only member of a group that is made for it and deleted afterwards, since kafkajs
 * reads in groups only. Holds one batch a partition at most. What retention has taken from a range is not waited for.
 */
export async function* readRanges(
  kafka: Kafka,
  topics: KafkaTopics,
  topic: string,
  ranges: readonly PartitionBounds[],
): AsyncGenerator<PartitionBatch> {
  const starts = new Map((await topics.bounds(topic))?.map(({ partition, startOffset }) => [partition, startOffset]))
  const unread = new Map<number, { nextOffset: number; endOffset: number }>()
  for (const { partition, startOffset, endOffset } of ranges) {
    const nextOffset = Math.max(startOffset, starts.get(partition) ?? 0)
    if (nextOffset < endOffset) unread.set(partition, { nextOffset, endOffset })
  }
  if (unread.size === 0) return

  const group = `tideline-read-${randomUUID()}`
  const departures: Promise<void>[] = []
  const partitions = await topics.partitionCount(topic)
  const leaving = (left: Promise<void>) => void departures.push(left)
  const membership$ = joinGroup(kafka, { topic, group, partitions, ends: null, leaving })
  const pulled = pull(
    membership$.pipe(
      rejoin(REJOINS),
      mergeMap(({ partition, batches }) => {
        const range = unread.get(partition)
        return range === undefined
          ? []
          : batches(range.nextOffset).pipe(
              filter(isDelivery),
              map((delivery) => ({ partition, ...delivery })),
            )
      }),
    ),
  )
  try {
    while (unread.size > 0) {
      const { partition, batch, release } = await pulled.next()
      const range = unread.get(partition)!
      const clipped = clipBatch(batch, range.endOffset)
      range.nextOffset = clipped.nextOffset
      if (clipped.count > 0) yield { partition, batch: clipped }
      if (range.nextOffset === range.endOffset) unread.delete(partition)
      else release()
    }
  } finally {
    pulled.end()
    await Promise.all(departures)
    await topics.forgetGroup(group).catch(() => {}) // the broker forgets an empty group by itself in time
  }
}
