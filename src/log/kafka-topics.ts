import { setTimeout as sleep } from 'node:timers/promises'
import { LogError, type PartitionBounds, type TopicInfo, type TopicSpec, type Topics } from './event-log.ts'
import type { Admin } from './kafka-client.ts'
import { isKafkaError, toLogError } from './kafka-error.ts'
import { END_OF_ALL_RECORDS } from './kafka-list-offsets.ts'
import {
  checkRetention,
  DEFAULT_MAX_MESSAGE_BYTES,
  maxMessageBytes,
  SETTINGS,
  settingsToCreate,
  type TopicSettings,
} from './kafka-topic-settings.ts'

const DEFAULT_PARTITIONS = 4
const LEADERS_MS = 15_000
const PATIENCE_MS = 5_000
/** What a topic's settings are asked for by: kafkajs' ConfigResourceTypes.TOPIC. */
const TOPIC_RESOURCE = 2
/** So that a limit that was raised is seen without a restart. */
const SETTINGS_MS = 30_000

export interface KafkaTopics extends Topics {
  /** What the topic takes, as of the last half minute, or as of now. @throws LogError `no_such_topic` */
  limits(topic: string, asOf?: 'now'): Promise<TopicLimits>
  /** How many partitions the topic has. @throws LogError `no_such_topic` */
  partitionCount(topic: string): Promise<number>
  /** Behind all records of each partition, also those of open transactions; null where there is no such topic. */
  ends(topic: string): Promise<ReadonlyMap<number, number> | null>
  forgetGroup(group: string): Promise<void>
}

export interface TopicLimits {
  readonly partitions: number
  /** The largest record batch, in bytes; infinite where the broker does not let this client see it. */
  readonly maxBatchBytes: number
}

/** Asks again while Kafka says "not yet": kafkajs itself does not for a leader or a coordinator that is still loading. */
const patiently = async <T>(doing: string, question: () => Promise<T>): Promise<T> => {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    try {
      return await question()
    } catch (error) {
      const failure = toLogError(doing, error)
      if (failure.reason !== 'unreachable' || Date.now() > deadline) throw failure
    }
  }
}

/** The administrative half of the port, on one connection. `brokers` are for messages: what an operator would give a tool. */
export const kafkaTopics = (admin: Admin, brokers: readonly string[]): KafkaTopics => {
  const limitsByTopic = new Map<string, TopicLimits & { readonly askedAtMs: number }>()

  // kafkajs keeps the metadata of one request as those of the connection: a second one under way would take them away.
  let turn: Promise<unknown> = Promise.resolve()
  const ask = <T>(doing: string, question: () => Promise<T>): Promise<T> => {
    const answer = turn.then(() => patiently(doing, question))
    turn = answer.catch(() => {})
    return answer
  }

  /** The partitions' leaders, -1 for those that have none yet; null where there is no such topic. */
  const leaders = (topic: string) =>
    ask(`looking for topic ${topic}`, async () => {
      try {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
        return topics[0]?.partitions.map(({ leader }) => leader) ?? null
      } catch (error) {
        if (isKafkaError(error, 'UNKNOWN_TOPIC_OR_PARTITION')) return null
        throw error
      }
    })

  const settingsOf = (topic: string): Promise<TopicSettings> =>
    ask(`asking for the settings of topic ${topic}`, async () => {
      const resource = { type: TOPIC_RESOURCE, name: topic, configNames: [...SETTINGS] }
      try {
        const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
        return new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
      } catch (error) {
        if (isKafkaError(error, 'TOPIC_AUTHORIZATION_FAILED')) return null
        // It was found a moment ago: another broker, that has not heard of it yet.
        if (!isKafkaError(error, 'UNKNOWN_TOPIC_OR_PARTITION')) throw error
        throw new LogError('unreachable', `topic ${topic} is not known to all brokers yet`, { cause: error })
      }
    })

  const create = (spec: TopicSpec) => {
    const { name, partitions } = spec
    const settings = settingsToCreate(spec)
    const topic = {
      topic: name,
      numPartitions: partitions ?? DEFAULT_PARTITIONS,
      replicationFactor: -1, // the broker's own default
      configEntries: Object.entries(settings).map(([setting, value]) => ({ name: setting, value })),
    }
    return ask(`creating topic ${name}`, () => admin.createTopics({ topics: [topic], waitForLeaders: false }))
  }

  const untilLed = async (topic: string) => {
    const deadline = Date.now() + LEADERS_MS
    for (;;) {
      const found = await leaders(topic)
      if (found?.every((leader) => leader >= 0)) return found.length
      if (Date.now() > deadline) throw new LogError('unreachable', `topic ${topic} has partitions without a leader`)
      await sleep(50)
    }
  }

  const bounds = async (topic: string): Promise<readonly PartitionBounds[] | null> => {
    if ((await leaders(topic)) === null) return null
    const offsets = await ask(`asking for the offsets of topic ${topic}`, () => admin.fetchTopicOffsets(topic))
    return offsets
      .map(({ partition, low, high }) => ({ partition, startOffset: Number(low), endOffset: Number(high) }))
      .sort((one, other) => one.partition - other.partition)
  }

  const ends = async (topic: string): Promise<ReadonlyMap<number, number> | null> => {
    if ((await leaders(topic)) === null) return null
    const offsets = await ask(`asking for the ends of topic ${topic}`, () =>
      admin.fetchTopicOffsetsByTimestamp(topic, END_OF_ALL_RECORDS),
    )
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]))
  }

  const ensureTopic = async (spec: TopicSpec): Promise<TopicInfo> => {
    const created = (await leaders(spec.name)) === null && (await create(spec))
    const partitions = await untilLed(spec.name)
    // A broker names itself leader before it takes reads: a consumer would be told so, and rejoin its group for it.
    if (created) await bounds(spec.name)
    if (spec.partitions !== null && spec.partitions !== partitions)
      throw new LogError(
        'partition_count',
        `topic ${spec.name} has ${partitions} partitions and not ${spec.partitions}: ask for ${partitions}, or use another topic`,
      )
    const settings = await settingsOf(spec.name)
    const warnings = checkRetention(spec, settings, brokers)
    return { partitions, created, maxRecordBytes: maxMessageBytes(settings) ?? DEFAULT_MAX_MESSAGE_BYTES, warnings }
  }

  const partitionCount = async (topic: string) => {
    const found = await leaders(topic)
    if (found === null) throw new LogError('no_such_topic', `there is no topic ${topic}: create it first`)
    return found.length
  }

  const limits = async (topic: string, asOf?: 'now') => {
    const known = limitsByTopic.get(topic)
    if (asOf !== 'now' && known !== undefined && Date.now() - known.askedAtMs < SETTINGS_MS) return known
    const partitions = await partitionCount(topic)
    const maxBatchBytes = maxMessageBytes(await settingsOf(topic)) ?? Number.POSITIVE_INFINITY
    const found = { partitions, maxBatchBytes, askedAtMs: Date.now() }
    limitsByTopic.set(topic, found)
    return found
  }

  const committed = async (topic: string, group: string) => {
    const partitions = await partitionCount(topic)
    const [answer] = await ask(`asking for what group ${group} committed`, () =>
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    )
    const found = new Map(answer?.partitions.map((entry) => [entry.partition, entry]))
    return Array.from({ length: partitions }, (_, partition) => {
      const { offset, metadata } = found.get(partition) ?? { offset: '-1' }
      return Number(offset) < 0 ? null : { offset: Number(offset), metadata: metadata ?? '' }
    })
  }

  return {
    identity: async () => (await ask('asking for the cluster id', () => admin.describeCluster())).clusterId,
    ensureTopic,
    bounds,
    limits,
    partitionCount,
    committed,
    ends,
    forgetGroup: (group) =>
      ask(`deleting group ${group}`, async () => {
        await admin.deleteGroups([group])
      }),
  }
}
