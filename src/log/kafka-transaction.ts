import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Observable } from 'rxjs'
import { type CaughtUp, type Delivery, LogError, type LogTransaction, type TakenPartition } from './event-log.ts'
import { type SentOffsets, sendRecords } from './kafka-append.ts'
import type { Kafka } from './kafka-client.ts'
import { isKafkaError, toLogError } from './kafka-error.ts'
import type { KafkaTopics } from './kafka-topics.ts'

/** Kafka's offset.metadata.max.bytes. */
const METADATA_BYTES = 4_096
const TRANSACTION_MS = 60_000
const CONCURRENT_WAIT_MS = 10
const CONCURRENT_TRIES = 500
const STABLE_MS = 500
const STABLE_WAIT_MS = 5

export interface PartitionOfGroup {
  readonly topic: string
  readonly group: string
  readonly partition: number
  batches(fromOffset: number): Observable<Delivery | CaughtUp>
}

/**
 * Another one for each partition of each topic of each group, whatever their names: no topic's name has a slash. Where the topic's has no
 * hyphen it is the same as before 0.2, so that those who still run are fenced.
 */
export const transactionalIdOf = ({ topic, group, partition }: Omit<PartitionOfGroup, 'batches'>): string =>
  `${group}-${topic.replaceAll('-', '/')}-${partition}`

const refuseLongMetadata = (metadata: string) => {
  const bytes = Buffer.byteLength(metadata)
  if (bytes <= METADATA_BYTES) return
  throw new LogError('too_large', `the offset's metadata are ${bytes} bytes, and Kafka keeps ${METADATA_BYTES} at most`)
}

/** The broker says so while it still writes down the transaction before; kafkajs tries the sends again, but not this. */
const afterTheLastTransaction = async (request: () => Promise<void>) => {
  for (let tries = 1; ; tries++) {
    try {
      return await request()
    } catch (error) {
      if (tries === CONCURRENT_TRIES || !isKafkaError(error, 'CONCURRENT_TRANSACTIONS')) throw error
      await sleep(CONCURRENT_WAIT_MS)
    }
  }
}

/**
 * Kafka answers a commit when it is durable, and shows it when its markers are written, some milliseconds later. Waits for
 * that, so that a reader who asks for the bounds finds what was committed; but not for long, as another transaction may
 * stand before it, and never fails: the commit is done.
 */
const untilStable = async (topics: KafkaTopics, sent: SentOffsets) => {
  const unstable = new Map(sent)
  const isStable = async () => {
    for (const [topic, offsets] of unstable) {
      const bounds = await topics.bounds(topic)
      if (bounds?.some(({ partition, endOffset }) => endOffset <= (offsets.get(partition) ?? -1))) return false
      unstable.delete(topic)
    }
    return true
  }
  for (const deadline = Date.now() + STABLE_MS; Date.now() < deadline; await sleep(STABLE_WAIT_MS)) {
    if (await isStable().catch(() => true)) return
  }
}

/**
 * Takes a partition for a group, in the order that R3 demands: fence, then read what was committed. The transactional id
 * is the fence, one a partition: what kafkajs 2.2.4 sends with a transaction's offsets has no generation in it.
 *
 * Keeps one connection. After any failed commit the taking is spent (R4): whether the broker still settles that transaction
 * is not known, and another one of the same producer could be settled in its stead.
 */
export const takePartition = async (
  kafka: Kafka,
  topics: KafkaTopics,
  { topic, group, partition, batches }: PartitionOfGroup,
): Promise<TakenPartition> => {
  const producer = kafka.producer({
    transactionalId: transactionalIdOf({ topic, group, partition }),
    transactionTimeout: TRANSACTION_MS,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  })
  const close = () => producer.disconnect().catch(() => {})

  const fence = async () => {
    await producer.connect()
    await (await producer.transaction()).abort() // kafkajs sends InitProducerId with the first transaction
  }

  const commitAll = async ({ nextOffset, metadata, appends }: LogTransaction) => {
    const transaction = await producer.transaction()
    const sent = await sendRecords(transaction, topics, appends)
    const offsets = [{ topic, partitions: [{ partition, offset: String(nextOffset), metadata }] }]
    await afterTheLastTransaction(() => transaction.sendOffsets({ consumerGroupId: group, topics: offsets }))
    await transaction.commit()
    await untilStable(topics, sent)
  }

  const where = `partition ${partition} of topic ${topic} in group ${group}`
  let spent = false
  const commit = async (transaction: LogTransaction) => {
    refuseLongMetadata(transaction.metadata)
    if (spent) throw new Error(`a commit of ${where} failed before: take the partition again`)
    try {
      await commitAll(transaction)
    } catch (error) {
      spent = true
      void close() // not waited for: kafkajs first waits for answers that may never come
      throw toLogError(`committing ${where}`, error)
    }
  }

  try {
    await fence()
    const readCommitted = async () => (await topics.committed(topic, group))[partition] ?? null
    const committed = await readCommitted()
    const bounds = await topics.bounds(topic)
    const kept = bounds?.[partition]
    if (kept === undefined) throw new LogError('no_such_topic', `there is no ${where}`)
    const { startOffset, endOffset } = kept
    // Its first commit gives another owner away; before that nothing has changed.
    const isOurs = async () => isDeepStrictEqual(await readCommitted(), committed)
    return { committed, startOffset, endOffset, isOurs, batches, commit, close }
  } catch (error) {
    await close()
    throw toLogError(`taking ${where}`, error)
  }
}
