import { LogError, type TopicSpec } from './event-log.ts'

/** A topic's settings by Kafka's names, as the broker has them now; null where it does not let this client see them. */
export type TopicSettings = ReadonlyMap<string, string> | null

/** All that is asked of a topic, in one request. */
export const SETTINGS = [
  'max.message.bytes',
  'cleanup.policy',
  'message.timestamp.type',
  'retention.ms',
  'retention.bytes',
] as const

/** What every topic takes unless somebody has set another limit: for who may not ask. */
export const DEFAULT_MAX_MESSAGE_BYTES = 1_048_588
/** Of a record: the frames around it, its key and its headers, which `maxRecordBytes` need not count. */
const FRAME_BYTES = 1_024

const UNLIMITED = -1
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const setting = (settings: TopicSettings, name: (typeof SETTINGS)[number]) => settings?.get(name) ?? ''

const limitIn = (settings: TopicSettings, name: (typeof SETTINGS)[number]) => Number(settings?.get(name) ?? UNLIMITED)

/** The largest record batch that the topic takes, in bytes; null where that is not known. */
export const maxMessageBytes = (settings: TopicSettings): number | null =>
  Number(setting(settings, 'max.message.bytes')) || null

const retentionSetting = (retentionMs: number | 'unlimited') =>
  String(retentionMs === 'unlimited' ? UNLIMITED : retentionMs)

/** What a topic is created with; the broker's defaults are left alone where the spec does not say. */
export const settingsToCreate = ({
  logAppendTime,
  maxRecordBytes,
  retentionMs,
}: TopicSpec): Record<string, string> => ({
  ...(logAppendTime || retentionMs !== undefined ? { 'message.timestamp.type': 'LogAppendTime' } : {}),
  ...(maxRecordBytes === undefined ? {} : { 'max.message.bytes': String(maxRecordBytes + FRAME_BYTES) }),
  ...(retentionMs === undefined ? {} : { 'cleanup.policy': 'delete', 'retention.ms': retentionSetting(retentionMs) }),
})

/** The command that an operator types to set these. */
const alterCommand = (brokers: readonly string[], topic: string, settings: readonly string[]) =>
  `kafka-configs.sh --bootstrap-server ${brokers.join(',')} --alter --entity-type topics --entity-name ${topic} --add-config ${settings.join(',')}`

/**
 * Whether a topic keeps each record as long as the spec wants; what falls short, a line each. Nothing, where the spec does not say how long.
 * @throws LogError `topic_settings` where the topic would lose records at any moment, whatever its retention.
 */
export const checkRetention = (
  { name, retentionMs }: TopicSpec,
  settings: TopicSettings,
  brokers: readonly string[],
): readonly string[] => {
  if (retentionMs === undefined) return []
  if (settings === null) return [notSeen(name, retentionMs)]
  refuseLossy(name, settings, brokers)
  return [...tooShort(name, retentionMs, settings, brokers), ...limitedBytes(name, settings, brokers)]
}

const notSeen = (topic: string, retentionMs: number | 'unlimited') =>
  `topic ${topic}: the broker does not let this client see its settings (DescribeConfigs), so whether it keeps records ${lengthText(retentionMs)} is not known; nor whether it takes any above ${DEFAULT_MAX_MESSAGE_BYTES} bytes`

/** What loses records whatever the retention is, how, and what mends it. */
const LOSSY = [
  {
    name: 'cleanup.policy',
    isLossy: (policy: string) => policy.includes('compact'),
    how: 'compaction keeps one record a key, and a record without a key is refused',
    mended: 'delete',
  },
  {
    name: 'message.timestamp.type',
    isLossy: (type: string) => type === 'CreateTime',
    how: 'retention counts from the time that a record brings along, so that what is made of an old one is deleted at once',
    mended: 'LogAppendTime',
  },
] as const

const refuseLossy = (topic: string, settings: TopicSettings, brokers: readonly string[]) => {
  const lossy = LOSSY.filter(({ name, isLossy }) => isLossy(setting(settings, name)))
  if (lossy.length === 0) return
  const is = lossy.map(({ name }) => `${name}=${setting(settings, name)}`).join(' and ')
  const how = lossy.map((one) => one.how).join('; ')
  const mending = lossy.map(({ name, mended }) => `${name}=${mended}`)
  const mend = alterCommand(brokers, topic, mending)
  throw new LogError(
    'topic_settings',
    `topic ${topic} has ${is}, and would lose records: ${how}. Mend it with: ${mend}`,
  )
}

const tooShort = (
  topic: string,
  wantedMs: number | 'unlimited',
  settings: TopicSettings,
  brokers: readonly string[],
): readonly string[] => {
  const keptMs = limitIn(settings, 'retention.ms')
  const isKept = keptMs === UNLIMITED || !setting(settings, 'cleanup.policy').includes('delete')
  if (isKept || (wantedMs !== 'unlimited' && keptMs >= wantedMs)) return []
  const mend = alterCommand(brokers, topic, [`retention.ms=${retentionSetting(wantedMs)}`])
  return [
    `topic ${topic} keeps records ${lengthText(keptMs)} (retention.ms=${keptMs}), not ${lengthText(wantedMs)}: ask for no more, or set it with: ${mend}`,
  ]
}

const limitedBytes = (topic: string, settings: TopicSettings, brokers: readonly string[]): readonly string[] => {
  const bytes = limitIn(settings, 'retention.bytes')
  if (bytes < 0) return []
  const mend = alterCommand(brokers, topic, ['retention.bytes=-1'])
  return [
    `topic ${topic} keeps ${bytes} bytes a partition at most (retention.bytes=${bytes}), and deletes the oldest records early when it has more. Set it with: ${mend}`,
  ]
}

/** `for 30 days` */
const lengthText = (ms: number | 'unlimited'): string => {
  if (ms === 'unlimited') return 'for good'
  if (ms >= 2 * DAY_MS) return `for ${tenths(ms / DAY_MS)} days`
  return ms >= HOUR_MS ? `for ${tenths(ms / HOUR_MS)} h` : `for ${ms} ms`
}

const tenths = (value: number) => Math.floor(10 * value) / 10
