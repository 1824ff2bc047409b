import { describe, expect, it } from 'vitest'
import { checkRetention, maxMessageBytes, settingsToCreate } from '../../src/log/kafka-topic-settings.ts'

const DAY_MS = 86_400_000
const ALTER =
  'kafka-configs.sh --bootstrap-server a:9092,b:9092 --alter --entity-type topics --entity-name letters --add-config'

const FINE = {
  'max.message.bytes': '2000000',
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'LogAppendTime',
  'retention.ms': String(30 * DAY_MS),
  'retention.bytes': '-1',
}

const check = (changed: Partial<typeof FINE>, retentionMs: number | 'unlimited' = 30 * DAY_MS) =>
  checkRetention({ name: 'letters', partitions: null, retentionMs }, new Map(Object.entries({ ...FINE, ...changed })), [
    'a:9092',
    'b:9092',
  ])

describe('a topic that keeps what it should', () => {
  it.each<[string, Partial<typeof FINE>, number | 'unlimited']>([
    ['as long as wanted', {}, 30 * DAY_MS],
    ['longer', {}, 30 * DAY_MS - 1],
    ['for good', { 'retention.ms': '-1' }, 'unlimited'],
    ['without any cleanup, whatever its retention', { 'cleanup.policy': '', 'retention.ms': '1' }, 'unlimited'],
  ])('is fine: %s', (_, changed, retentionMs) => {
    expect(check(changed, retentionMs)).toEqual([])
  })

  it('is not looked at where nobody says how long', () => {
    const settings = new Map([['cleanup.policy', 'compact']])
    expect(checkRetention({ name: 'letters', partitions: null }, settings, [])).toEqual([])
  })
})

describe('a topic that keeps less', () => {
  it.each<[Partial<typeof FINE>, number | 'unlimited', string]>([
    [
      { 'retention.ms': String(7 * DAY_MS) },
      30 * DAY_MS,
      `topic letters keeps records for 7 days (retention.ms=604800000), not for 30 days: ask for no more, or set it with: ${ALTER} retention.ms=2592000000`,
    ],
    [
      { 'retention.ms': String(1.5 * DAY_MS) },
      'unlimited',
      `topic letters keeps records for 36 h (retention.ms=129600000), not for good: ask for no more, or set it with: ${ALTER} retention.ms=-1`,
    ],
    [
      { 'retention.ms': '3599999' },
      3_600_000,
      `topic letters keeps records for 3599999 ms (retention.ms=3599999), not for 1 h: ask for no more, or set it with: ${ALTER} retention.ms=3600000`,
    ],
    [
      { 'retention.bytes': '1000000' },
      30 * DAY_MS,
      `topic letters keeps 1000000 bytes a partition at most (retention.bytes=1000000), and deletes the oldest records early when it has more. Set it with: ${ALTER} retention.bytes=-1`,
    ],
  ])('is warned of: %j', (changed, retentionMs, warning) => {
    expect(check(changed, retentionMs)).toEqual([warning])
  })

  it('is warned of each of the two', () => {
    expect(check({ 'retention.ms': '1', 'retention.bytes': '1' })).toHaveLength(2)
  })

  it('may be one whose settings this client may not see', () => {
    expect(checkRetention({ name: 'letters', partitions: null, retentionMs: DAY_MS }, null, [])).toEqual([
      'topic letters: the broker does not let this client see its settings (DescribeConfigs), so whether it keeps records for 24 h is not known; nor whether it takes any above 1048588 bytes',
    ])
  })
})

describe('a topic that would lose records', () => {
  const compaction = 'compaction keeps one record a key, and a record without a key is refused'
  const createTime =
    'retention counts from the time that a record brings along, so that what is made of an old one is deleted at once'

  it.each<[Partial<typeof FINE>, string]>([
    [
      { 'cleanup.policy': 'compact' },
      `cleanup.policy=compact, and would lose records: ${compaction}. Mend it with: ${ALTER} cleanup.policy=delete`,
    ],
    [
      { 'cleanup.policy': 'compact,delete' },
      `cleanup.policy=compact,delete, and would lose records: ${compaction}. Mend it with: ${ALTER} cleanup.policy=delete`,
    ],
    [
      { 'message.timestamp.type': 'CreateTime' },
      `message.timestamp.type=CreateTime, and would lose records: ${createTime}. Mend it with: ${ALTER} message.timestamp.type=LogAppendTime`,
    ],
    [
      { 'cleanup.policy': 'compact', 'message.timestamp.type': 'CreateTime', 'retention.ms': '1' },
      `cleanup.policy=compact and message.timestamp.type=CreateTime, and would lose records: ${compaction}; ${createTime}. Mend it with: ${ALTER} cleanup.policy=delete,message.timestamp.type=LogAppendTime`,
    ],
  ])('is refused, with the command that mends it: %j', (changed, problem) => {
    const error = { name: 'LogError', reason: 'topic_settings', message: `topic letters has ${problem}` }
    expect(() => check(changed)).toThrow(expect.objectContaining(error))
  })
})

describe('a new topic', () => {
  it('has what its records need to be kept, and what they may have at most', () => {
    const spec = { name: 'letters', partitions: null, retentionMs: DAY_MS, maxRecordBytes: 10_000 }
    expect(settingsToCreate(spec)).toEqual({
      'message.timestamp.type': 'LogAppendTime',
      'max.message.bytes': '11024',
      'cleanup.policy': 'delete',
      'retention.ms': '86400000',
    })
    expect(settingsToCreate({ ...spec, retentionMs: 'unlimited' })).toMatchObject({ 'retention.ms': '-1' })
    expect(checkRetention(spec, new Map(Object.entries(settingsToCreate(spec))), [])).toEqual([])
  })

  it('has the defaults of its broker otherwise', () => {
    expect(settingsToCreate({ name: 'events', partitions: 4 })).toEqual({})
    expect(settingsToCreate({ name: 'events', partitions: 4, logAppendTime: true })).toEqual({
      'message.timestamp.type': 'LogAppendTime',
    })
  })
})

it('takes batches up to its limit, which is not known where the broker does not say', () => {
  expect(maxMessageBytes(new Map(Object.entries(FINE)))).toBe(2_000_000)
  expect(maxMessageBytes(null)).toBeNull()
})
