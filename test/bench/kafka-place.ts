import { Kafka, logLevel } from 'kafkajs'
import { deadLetterTopic } from '../../src/cli/dead-letter-topic.ts'
import { Refusal } from '../../src/config/refusal.ts'
import { javaAndMaven, startKafkaBroker } from '../support/kafka-broker.ts'
import type { Place } from './place.ts'

const LOCAL_VERSION = '4.4.0'

/** Whether there will be a broker, asked before anything else takes its time. @throws Refusal where not. */
export const checkKafka = async (kafka: string): Promise<void> => {
  const missing = kafka === 'local' ? javaAndMaven() : await unreachable(kafka)
  if (missing !== null) throw new Refusal(`--kafka ${kafka}: ${missing}`)
}

/** A topic on the broker at a URL, or on one that is started for it (`local`). */
export const kafkaPlace = async (kafka: string, topic: string): Promise<Place> => {
  if (kafka !== 'local') return onBroker(kafka, topic, 'Kafka', () => forget(brokersOf(kafka), topic))
  const broker = await startKafkaBroker({ version: LOCAL_VERSION })
  return onBroker(broker.url, topic, `Kafka ${LOCAL_VERSION}, local`, () => broker.stop())
}

export const brokersOf = (url: string): readonly string[] => url.slice('kafka://'.length).split(',')

const onBroker = (url: string, topic: string, name: string, clear: () => Promise<void>): Place => ({
  name,
  url,
  location: { kind: 'kafka', brokers: brokersOf(url) },
  topic,
  clear,
})

const adminOf = (brokers: readonly string[]) =>
  new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 3 } }).admin()

/** Why nobody answers; null where somebody does. */
const unreachable = async (url: string): Promise<string | null> => {
  const admin = adminOf(brokersOf(url))
  try {
    await admin.connect()
    await admin.listTopics()
    return null
  } catch (error) {
    return String((error as Error).message)
  } finally {
    await admin.disconnect()
  }
}

/** Deletes the topic, its dead letters, and the groups that are named after it: the broker is somebody's. */
const forget = async (brokers: readonly string[], topic: string): Promise<void> => {
  const admin = adminOf(brokers)
  await admin.connect()
  try {
    const ours = [topic, deadLetterTopic(topic, 1).name]
    const topics = (await admin.listTopics()).filter((name) => ours.includes(name))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId)
    const groupsOfOurs = groups.filter((group) => group.startsWith(`${topic}-`))
    if (groupsOfOurs.length > 0) await admin.deleteGroups(groupsOfOurs)
  } finally {
    await admin.disconnect()
  }
}
