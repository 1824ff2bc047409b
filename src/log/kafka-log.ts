import { setTimeout as sleep } from 'node:timers/promises'
import { defer, map, mergeMap, type Observable, Subject, takeUntil } from 'rxjs'
import { type EventLog, LogError, type PartitionClaim, type TakenPartition } from './event-log.ts'
import { kafkaAppender } from './kafka-append.ts'
import { type Admin, type KafkaAddress, kafkaClient } from './kafka-client.ts'
import { joinGroup } from './kafka-consumer.ts'
import { readRanges } from './kafka-read.ts'
import { rejoin } from './kafka-rejoin.ts'
import { kafkaSockets } from './kafka-sockets.ts'
import { kafkaTopics } from './kafka-topics.ts'
import { takePartition } from './kafka-transaction.ts'

const CONNECT_MS = 10_000

const unreachable = (brokers: readonly string[], cause: unknown) =>
  new LogError(
    'unreachable',
    `no Kafka broker answers at ${brokers.join(', ')}: is it running, and is the address right?`,
    {
      cause,
    },
  )

const connect = async (admin: Admin, brokers: readonly string[]) => {
  try {
    const connected = admin.connect().then(() => true)
    if (await Promise.race([connected, sleep(CONNECT_MS, false, { ref: false })])) return
  } catch (error) {
    throw unreachable(brokers, error)
  }
  await admin.disconnect()
  throw unreachable(brokers, undefined)
}

/**
 * The event log on Kafka, through kafkajs. Resolves when a broker has answered.
 *
 * A consumer that loses the brokers joins again for ever, at most 1 s apart (R9); every other call fails after its own
 * retries of some seconds, with a LogError.
 * @throws LogError `unreachable` where no broker answers within 10 s.
 */
export const openKafkaLog = async (address: KafkaAddress): Promise<EventLog> => {
  const sockets = kafkaSockets()
  const kafka = kafkaClient(address, sockets)
  const admin = kafka.admin()
  try {
    await connect(admin, address.brokers)
  } catch (error) {
    sockets.close()
    throw error
  }

  const topics = kafkaTopics(admin, address.brokers)
  const appender = kafkaAppender(kafka, topics)
  const closing$ = new Subject<void>()
  /** What has to be let go of before the log is closed: memberships that end, partitions that are taken. */
  const departures = new Set<Promise<void>>()
  const takings = new Set<TakenPartition>()

  const leaving = (left: Promise<void>) => {
    departures.add(left)
    left.finally(() => departures.delete(left))
  }

  const consume = (topic: string, group: string): Observable<PartitionClaim> =>
    defer(() => topics.partitionCount(topic)).pipe(
      mergeMap((partitions) => joinGroup(kafka, { topic, group, partitions, ends: () => topics.ends(topic), leaving })),
      rejoin(Number.POSITIVE_INFINITY),
      map(({ partition, revoked$, batches }) => ({
        partition,
        revoked$,
        isCoordinated: true,
        take: async () => {
          const taken = await takePartition(kafka, topics, { topic, group, partition, batches })
          takings.add(taken)
          const close = async () => {
            takings.delete(taken)
            await taken.close()
          }
          return { ...taken, close }
        },
      })),
      takeUntil(closing$),
    )

  let closed: Promise<void> | null = null
  const close = async () => {
    closing$.next()
    await Promise.all([...departures, ...[...takings].map((taken) => taken.close())])
    await appender.close()
    await admin.disconnect()
    sockets.close()
  }

  return {
    identity: topics.identity,
    ensureTopic: topics.ensureTopic,
    bounds: topics.bounds,
    committed: topics.committed,
    append: appender.append,
    read: (topic, ranges) => readRanges(kafka, topics, topic, ranges),
    consume,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
