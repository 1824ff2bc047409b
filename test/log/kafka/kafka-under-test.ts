import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '../../../src/log/event-log.ts'
import { asMessages, type Kafka } from '../../../src/log/kafka-client.ts'
import type { OutgoingRecord } from '../../../src/log/record-batch.ts'
import { unique } from '../contract/fixture.ts'

export interface KafkaUnderTest {
  /** A handle of its own on the log, closed after the test. */
  open(): Promise<EventLog>
  /** The same cluster without the port, for what only an operator or another program would do. */
  kafka(): Kafka
}

/** Writes records in one transaction of another program, and ends it. */
export const inTransaction = async (
  kafka: Kafka,
  topic: string,
  records: readonly OutgoingRecord[],
  end: 'commit' | 'abort',
): Promise<void> => {
  const producer = kafka.producer({ transactionalId: unique('other-program'), maxInFlightRequests: 1 })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: asMessages(records) })
  await transaction[end]()
  await producer.disconnect()
}

/** Creates a topic with settings that the port has no word for. */
export const topicWith = async (kafka: Kafka, settings: Record<string, string>): Promise<string> => {
  const topic = unique('topic')
  const admin = kafka.admin()
  await admin.connect()
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: false })
  // kafkajs' own waiting fails where the broker has not heard of the topic yet.
  const isThere = () =>
    admin.fetchTopicMetadata({ topics: [topic] }).then(({ topics: [found] }) => found?.partitions[0]?.leader)
  while (((await isThere().catch(() => -1)) ?? -1) < 0) await sleep(20)
  await admin.disconnect()
  return topic
}
