import { setTimeout as sleep } from 'node:timers/promises'
import { defer, NEVER, Observable, ReplaySubject } from 'rxjs'
import type { CaughtUp, Delivery } from './event-log.ts'
import { toRecordBatch } from './kafka-batch.ts'
import { sayWhenCaughtUp, type TellEnds } from './kafka-caught-up.ts'
import type { FetchedBatch, Kafka } from './kafka-client.ts'
import { toLogError } from './kafka-error.ts'
import { type Reader, readPartition } from './kafka-reader.ts'

const SESSION_MS = 10_000
const HEARTBEAT_MS = 1_000
/** How long a fetch waits for records, and so how soon a partition is fetched again that was paused. */
const FETCH_WAIT_MS = 100
/** How long leaving is waited for; a group that is still being joined then is left in the background, once it is joined. */
const LEAVE_MS = 5_000

export interface GroupMembership {
  readonly topic: string
  readonly group: string
  /** The topic's partitions: none may wait for a free worker behind another's release. */
  readonly partitions: number
  /** Where the topic's partitions end now; null: who has read them all is not told so. */
  readonly ends: TellEnds | null
  /** Is handed the end of the membership, to be waited for, when the Observable is unsubscribed from. */
  readonly leaving: (left: Promise<void>) => void
}

export interface ClaimedPartition {
  readonly partition: number
  readonly revoked$: Observable<void>
  batches(fromOffset: number): Observable<Delivery | CaughtUp>
}

/**
 * One membership in a consumer group; emits a claim for each partition assigned, anew in every generation (R5).
 *
 * Reads read_committed and commits nothing. A partition is paused while its reader has a batch and another one waits for it, so a
 * slow reader holds up neither the heartbeat nor the other partitions; two batches a partition are in memory at most. Errors when kafkajs gives up; unsubscribing leaves the group.
 */
export const joinGroup = (
  kafka: Kafka,
  { topic, group, partitions, ends, leaving }: GroupMembership,
): Observable<ClaimedPartition> =>
  // Not composed: kafkajs pushes assignments and batches, and wants to be told when to go on.
  new Observable((subscriber) => {
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => false }, // a new membership is a new consumer
    })
    const readers = new Map<number, Reader>()
    /** Tells the claims of this generation that it is over; null between two generations. */
    let live$: ReplaySubject<void> | null = null

    const endGeneration = () => {
      readers.clear()
      live$?.next()
      live$ = null
    }

    const claim = (partition: number, revoked$: Observable<void>): ClaimedPartition => ({
      partition,
      revoked$,
      batches: (fromOffset) =>
        defer(() => (revoked$ === live$ ? readPartition(consumer, readers, topic, partition, fromOffset) : NEVER)),
    })

    const beginGeneration = (assigned: readonly number[]) => {
      endGeneration()
      const revoked$ = new ReplaySubject<void>(1)
      live$ = revoked$
      consumer.pause([{ topic, partitions: [...assigned] }])
      for (const partition of assigned) subscriber.next(claim(partition, revoked$))
    }

    const eachBatch = async (fetched: FetchedBatch, resolveOffset: (offset: string) => void) => {
      const reader = readers.get(fetched.partition)
      if (reader === undefined) return
      if (Number(fetched.fetchedOffset) !== reader.nextOffset) {
        consumer.seek({ topic, partition: fetched.partition, offset: String(reader.nextOffset) })
        return
      }
      resolveOffset(fetched.lastOffset())
      reader.deliver(toRecordBatch(fetched))
    }

    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => beginGeneration(payload.memberAssignment[topic] ?? []))
    consumer.on(consumer.events.REBALANCING, endGeneration)
    consumer.on(consumer.events.STOP, endGeneration)
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      endGeneration()
      subscriber.error(toLogError(`consuming topic ${topic} in group ${group}`, payload.error))
    })

    const run = async () => {
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: partitions,
        eachBatch: ({ batch, resolveOffset }) => eachBatch(batch as unknown as FetchedBatch, resolveOffset),
      })
    }
    const looking = ends === null ? null : sayWhenCaughtUp(readers, ends).subscribe()
    const running = run().catch((error) => subscriber.error(toLogError(`joining group ${group}`, error)))

    // kafkajs goes on joining after a disconnect: only who has joined can leave.
    const leave = async () => {
      await running
      await consumer.disconnect().catch(() => {})
    }
    return () => {
      looking?.unsubscribe()
      endGeneration()
      leaving(Promise.race([leave(), sleep(LEAVE_MS, undefined, { ref: false })]))
    }
  })
