import { setTimeout as sleep } from 'node:timers/promises'
import { defer, map, mergeMap, type Observable, Subject, takeUntil } from 'rxjs'
import type { EventLog, LogError, PartitionClaim, TakenPartition } from './event-log.ts'
import { kafkaAppender } from './kafka-append.ts'
import { type Admin, type KafkaAddress, kafkaClient } from './kafka-client.ts'
import { joinGroup } from './kafka-consumer.ts'
import { openingError } from './kafka-opening-error.ts'
import { readRanges } from './kafka-read.ts'
import { rejoin } from './kafka-rejoin.ts'
import { NO_SECURITY } from './kafka-security.ts'
import { kafkaSockets } from './kafka-sockets.ts'
import { secureContextOf } from './kafka-tls.ts'
import { kafkaTopics } from './kafka-topics.ts'
import { takePartition } from './kafka-transaction.ts'

const CONNECT_MS = 10_000
const TELL_MS = 10_000

/** A membership is tried again each second, which is more than anybody wants to read. */
const sometimes = (tell: KafkaAddress['tell']) => {
  let toldAtMs = Number.NEGATIVE_INFINITY
  return ({ message }: LogError, pauseMs: number) => {
    if (performance.now() - toldAtMs < TELL_MS) return
    toldAtMs = performance.now()
    tell?.(message, pauseMs)
  }
}

/** Connects, and asks something: a broker tells only then whether it lets us in. */
const connect = async (admin: Admin, address: KafkaAddress) => {
  try {
    const connected = admin.connect().then(() => admin.describeCluster())
    if (await Promise.race([connected, sleep(CONNECT_MS, null, { ref: false })])) return
  } catch (error) {
    throw openingError(error, address)
  }
  await admin.disconnect()
  throw openingError(undefined, address)
}

/**
 * The event log on Kafka, through kafkajs. Resolves when a broker has answered.
 *
 * A consumer that loses the brokers joins again for ever, at most 1 s apart (R9), or 5 minutes where it is not let in; every other call fails after its own
 * retries of some seconds, with a LogError.
 * @throws LogError `unreachable` where no broker answers within 10 s, `unauthenticated` where one does not let us in or is not to be trusted.
 */
export const openKafkaLog = async (address: KafkaAddress): Promise<EventLog> => {
  const sockets = kafkaSockets(secureContextOf(address.security ?? NO_SECURITY))
  const kafka = kafkaClient(address, sockets)
  const admin = kafka.admin()
  try {
    await connect(admin, address)
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
      rejoin(Number.POSITIVE_INFINITY, sometimes(address.tell)),
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
