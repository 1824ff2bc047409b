import { describe, expect, it } from 'vitest'
import type { Kafka } from '../../../src/log/kafka-client.ts'
import { openKafkaLog } from '../../../src/log/kafka-log.ts'
import { readAll, text, texts, unique, valuesOf } from '../contract/fixture.ts'
import { type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

/** What a broker needs to keep to ACLs, where there are any: all else stays allowed. */
export const WITH_ACLS = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
}

/** kafkajs' ConfigResourceTypes.TOPIC. */
const TOPIC_RESOURCE = 2
/** Its AclResourceTypes.TOPIC and ResourcePatternTypes.LITERAL, AclOperationTypes and AclPermissionTypes. */
const ACL = { resourceType: 2, resourcePatternType: 3 }
const [ALL_OPERATIONS, DESCRIBE_CONFIGS] = [2, 10]
const [DENY, ALLOW] = [2, 3]

const APPEND_TIME = { 'message.timestamp.type': 'LogAppendTime' }

const settingsOf = async (kafka: Kafka, topic: string) => {
  const admin = kafka.admin()
  await admin.connect()
  const resources = [{ type: TOPIC_RESOURCE, name: topic }]
  const described = await admin.describeConfigs({ resources, includeSynonyms: false })
  await admin.disconnect()
  return new Map(described.resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
}

/** As an operator would who lets a program read and write a topic, and no more. */
const hideSettings = async (kafka: Kafka, topic: string) => {
  const admin = kafka.admin()
  await admin.connect()
  const everyone = { principal: 'User:*', host: '*', resourceName: topic, ...ACL }
  await admin.createAcls({
    acl: [
      { ...everyone, operation: ALL_OPERATIONS, permissionType: ALLOW },
      { ...everyone, operation: DESCRIBE_CONFIGS, permissionType: DENY },
    ],
  })
  await admin.disconnect()
}

export const topicsOfACluster = ({ open, kafka }: KafkaUnderTest): void => {
  describe('topics of a real cluster', () => {
    it('are created with the settings that were asked for', async () => {
      const log = await open()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, logAppendTime: true, maxRecordBytes: 3_000_000 })
      const settings = await settingsOf(kafka(), topic)
      expect(settings.get('message.timestamp.type')).toBe('LogAppendTime')
      expect(Number(settings.get('max.message.bytes'))).toBeGreaterThan(3_000_000)
    })

    it.each([
      [86_400_000, '86400000'],
      ['unlimited', '-1'],
    ] as const)('keep their records for as long as was asked for: %s', async (retentionMs, expected) => {
      const log = await open()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, retentionMs })
      const settings = await settingsOf(kafka(), topic)
      expect(settings.get('message.timestamp.type')).toBe('LogAppendTime')
      expect(settings.get('cleanup.policy')).toBe('delete')
      expect(settings.get('retention.ms')).toBe(expected)
    })

    it('are refused where compaction would take records, with the command that mends it', async () => {
      const log = await open()
      const topic = await topicWith(kafka(), { ...APPEND_TIME, 'cleanup.policy': 'compact,delete' })
      await expect(log.ensureTopic({ name: topic, partitions: 1, retentionMs: 'unlimited' })).rejects.toMatchObject({
        name: 'LogError',
        reason: 'topic_settings',
        message: expect.stringMatching(
          new RegExp(
            `^topic ${topic} has cleanup.policy=compact,delete, .* kafka-configs.sh --bootstrap-server 127.0.0.1:\\d+ --alter --entity-type topics --entity-name ${topic} --add-config cleanup.policy=delete$`,
          ),
        ),
      })
      expect(await log.ensureTopic({ name: topic, partitions: 1 })).toMatchObject({ warnings: [] })
    })

    it('are warned of where they keep records for less than was asked for', async () => {
      const log = await open()
      const less = { 'retention.ms': '3600000', 'retention.bytes': '1000000' }
      const topic = await topicWith(kafka(), { ...APPEND_TIME, ...less })
      const { warnings } = await log.ensureTopic({ name: topic, partitions: 1, retentionMs: 86_400_000 })
      expect(warnings).toEqual([
        expect.stringContaining('for 1 h (retention.ms=3600000), not for 24 h'),
        expect.stringContaining('1000000 bytes a partition at most'),
      ])
    })

    it('are warned of, and taken all the same, where the broker does not show their settings', async () => {
      const log = await open()
      const topic = await topicWith(kafka(), APPEND_TIME)
      await hideSettings(kafka(), topic)
      const info = await log.ensureTopic({ name: topic, partitions: 1, retentionMs: 86_400_000 })
      expect(info).toMatchObject({ maxRecordBytes: 1_048_588, warnings: [expect.stringContaining('DescribeConfigs')] })
      expect(await log.ensureTopic({ name: topic, partitions: 1 })).toMatchObject({ warnings: [] })
      await log.append(topic, [text('a')])
      const tooLarge = log.append(topic, [{ ...text(''), value: Buffer.alloc(3_000_000) }])
      await expect(tooLarge).rejects.toMatchObject({ reason: 'too_large' })
      await log.append(topic, [text('b')])
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['a', 'b']])
    })

    it('say what to do with a record that they do not take', async () => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'max.message.bytes': '10000' })
      const append = log.append(topic, [text('small'), { ...text(''), value: Buffer.alloc(10_000) }])
      await expect(append).rejects.toThrow(
        new RegExp(
          `^a record of 10\\d{3} bytes is over the 10000 bytes that topic ${topic} takes: raise .*max.message.bytes`,
        ),
      )
      expect(await readAll(log, topic)).toEqual([[]])
    })

    it('take many records that are together over their limit', async () => {
      const log = await open()
      const topic = await topicWith(kafka(), { 'max.message.bytes': '10000' })
      const values = Array.from({ length: 2_000 }, (_, i) => `value ${i}`)
      await log.append(topic, texts(values))
      expect(valuesOf((await readAll(log, topic))[0] ?? [])).toEqual(values)
    })
  })

  describe('a cluster that is not there', () => {
    it('is named in one line', async () => {
      const opened = openKafkaLog({ brokers: ['127.0.0.1:1', '127.0.0.1:2'] })
      await expect(opened).rejects.toMatchObject({
        name: 'LogError',
        reason: 'unreachable',
        message: 'no Kafka broker answers at 127.0.0.1:1, 127.0.0.1:2: is it running, and is the address right?',
      })
    })
  })
}
