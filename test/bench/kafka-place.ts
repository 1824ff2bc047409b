import { type Admin, Kafka, logLevel } from 'kafkajs'
import { deadLetterTopicName } from '../../src/cli/dead-letter-topic.ts'
import { Refusal } from '../../src/config/refusal.ts'
import { javaAndMaven, startKafkaBroker } from '../support/kafka-broker.ts'
import type { Place } from './place.ts'

const LOCAL_VERSION = '4.4.0'
/** Kafka's own default: so the processes of a group begin together, and not one of them alone, to be stopped when the next one comes. */
const DEFAULT_DELAY = { 'group.initial.rebalance.delay.ms': '3000' }

/** Whether there will be a broker, asked before anything else takes its time. @throws Refusal where not. */
export const checkKafka = async (kafka: string): Promise<void> => {
  const missing = kafka === 'local' ? javaAndMaven() : await unreachable(kafka)
  if (missing !== null) throw new Refusal(`--kafka ${kafka}: ${missing}`)
}

/** A topic on the broker at a URL, or on one that is started for it (`local`). */
export const kafkaPlace = async (kafka: string, topic: string): Promise<Place> => {
  if (kafka !== 'local') {
    const before = await namesOn(brokersOf(kafka))
    return onBroker(kafka, topic, 'Kafka', () => forget(brokersOf(kafka), topic, before))
  }
  const broker = await startKafkaBroker({ version: LOCAL_VERSION, settings: DEFAULT_DELAY })
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
const unreachable = (url: string): Promise<string | null> =>
  withAdmin(brokersOf(url), (admin) => admin.listTopics()).then(
    () => null,
    (error: Error) => error.message,
  )

interface Names {
  readonly topics: readonly string[]
  readonly groups: readonly string[]
}

const namesOn = async (brokers: readonly string[]): Promise<Names> => withAdmin(brokers, namesFrom)

const namesFrom = async (admin: Admin): Promise<Names> => ({
  topics: await admin.listTopics(),
  groups: (await admin.listGroups()).groups.map(({ groupId }) => groupId),
})

/** Deletes the topic, what is named after it, and what peers have left: the broker is somebody's. */
const forget = (brokers: readonly string[], topic: string, before: Names): Promise<void> =>
  withAdmin(brokers, async (admin) => {
    const now = await namesFrom(admin)
    const topics = leftBehind(now.topics, before.topics, topic)
    if (topics.length > 0) await admin.deleteTopics({ topics })
    const groups = leftBehind(now.groups, before.groups, topic)
    // One by one: a peer that was killed is a member of its group until the broker misses it; empty groups go by themselves in time.
    for (const group of groups) await admin.deleteGroups([group]).catch(orElse(PEERS_OWN.test(group)))
  })

/** Peers call what they make `peer-` and the time in ns, with more before and behind. */
const PEERS_OWN = /(^|_)peer-\d{10,}/

const orElse =
  (isAllowed: boolean) =>
  (error: unknown): void => {
    if (!isAllowed) throw error
  }

/** The names that are there because of a benchmark of this topic. */
export const leftBehind = (now: readonly string[], before: readonly string[], topic: string): string[] =>
  now.filter(
    (name) =>
      !before.includes(name) &&
      (name === topic || name.startsWith(`${topic}-`) || name === deadLetterTopicName(topic) || PEERS_OWN.test(name)),
  )

const withAdmin = async <T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = adminOf(brokers)
  try {
    await admin.connect()
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}
