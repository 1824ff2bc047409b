import { describe, expect, it } from 'vitest'
import { openKafkaLog } from '../../../src/log/kafka-log.ts'
import { readAll, text, texts, unique, valuesOf } from '../contract/fixture.ts'
import { type KafkaUnderTest, topicWith } from './kafka-under-test.ts'

/** kafkajs' ConfigResourceTypes.TOPIC. */
const TOPIC_RESOURCE = 2

export const topicsOfACluster = ({ open, kafka }: KafkaUnderTest): void => {
  describe('topics of a real cluster', () => {
    it('are created with the settings that were asked for', async () => {
      const log = await open()
      const topic = unique('topic')
      await log.ensureTopic({ name: topic, partitions: 1, logAppendTime: true, maxRecordBytes: 3_000_000 })
      const admin = kafka().admin()
      await admin.connect()
      const { resources } = await admin.describeConfigs({
        resources: [{ type: TOPIC_RESOURCE, name: topic }],
        includeSynonyms: false,
      })
      await admin.disconnect()
      const settings = new Map(
        resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
      )
      expect(settings.get('message.timestamp.type')).toBe('LogAppendTime')
      expect(Number(settings.get('max.message.bytes'))).toBeGreaterThan(3_000_000)
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
