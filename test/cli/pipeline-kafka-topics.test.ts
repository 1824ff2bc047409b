import { existsSync } from 'node:fs'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: topics on Kafka (${missing})`)

const { at, produce } = pipelineFolder()

/** kafkajs' ConfigResourceTypes.TOPIC. */
const TOPIC_RESOURCE = 2

describe.runIf(missing === null)('pipeline on Kafka and its topic of dead letters', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  let admin: ReturnType<Kafka['admin']>
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    admin = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
  }, 300_000)
  afterAll(async () => {
    await admin?.disconnect()
    await broker?.stop()
  })

  const produceTo = (topic: string) =>
    produce(
      broker.url,
      ...['--topic', topic, '--partitions', '1', '--rate', '0', '--count', '200', '--invalid', '10%', '--seed', '1'],
    )
  const run = (topic: string, ...more: readonly string[]) =>
    runCommand(
      'pipeline',
      ...['--log', broker.url, '--topic', topic, '--group', topic, '--storage', at(topic), '--until-end', ...more],
    )
  const entriesOf = (settings: Record<string, string>) =>
    Object.entries(settings).map(([name, value]) => ({ name, value }))
  const createTopic = (topic: string, settings: Record<string, string>) =>
    admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries: entriesOf(settings) }] })
  const settingsOf = async (topic: string) => {
    const resources = [{ type: TOPIC_RESOURCE, name: topic }]
    const described = await admin.describeConfigs({ resources, includeSynonyms: false })
    return Object.fromEntries(
      described.resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    )
  }

  it('refuses one that would lose them, with the command that mends it; nothing has changed', async () => {
    await produceTo('lossy')
    await createTopic('lossy_dlq', { 'cleanup.policy': 'compact' })
    const refused = await run('lossy')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain(
      'topic lossy_dlq has cleanup.policy=compact and message.timestamp.type=CreateTime, and would lose records: ',
    )
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(existsSync(at('lossy'))).toBe(false)
    expect((await admin.fetchTopicOffsets('lossy_dlq')).map(({ high }) => high)).toEqual(['0'])

    const command = `kafka-configs.sh --bootstrap-server ${broker.brokers[0]} --alter --entity-type topics --entity-name lossy_dlq --add-config `
    const [, mending = ''] = refused.stderr.trimEnd().split(command)
    const configEntries = mending.split(',').map((setting) => {
      const [name = '', value = ''] = setting.split('=')
      return { name, value }
    })
    await admin.alterConfigs({
      resources: [{ type: TOPIC_RESOURCE, name: 'lossy_dlq', configEntries }],
      validateOnly: false,
    })
    expect(await run('lossy')).toMatchObject({ code: 0 })
    expect((await admin.fetchTopicOffsets('lossy_dlq')).map(({ high }) => Number(high))).not.toEqual([0])
  })

  it('warns of one that keeps them for less than --dlq-retention, and runs', async () => {
    await produceTo('brief')
    const less = { 'retention.ms': '604800000', 'retention.bytes': '5000000' }
    await createTopic('brief_dlq', { 'message.timestamp.type': 'LogAppendTime', ...less })
    const warned = await run('brief')
    expect(warned.code).toBe(0)
    expect(warned.stderr).toContain(
      'topic brief_dlq keeps records for 7 days (retention.ms=604800000), not for 30 days: ask for no more, or set it with: kafka-configs.sh ',
    )
    expect(warned.stderr).toContain('(retention.bytes=5000000)')
    const content = await run('brief', '--dlq-retention', '7d')
    expect(content.code).toBe(0)
    expect(content.stderr).not.toContain('retention.ms')
  })

  it('makes one that keeps each of them, for 30 days from its failure on or what --dlq-retention says', async () => {
    const kept = { 'cleanup.policy': 'delete', 'message.timestamp.type': 'LogAppendTime' }
    for (const [topic, more, retentionMs] of [
      ['month', [], '2592000000'],
      ['ever', ['--dlq-retention', 'unlimited'], '-1'],
    ] as const) {
      await produceTo(topic)
      const { code, stderr } = await run(topic, ...more)
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(stderr).not.toContain('"level":40')
      expect(await settingsOf(`${topic}_dlq`)).toMatchObject({ ...kept, 'retention.ms': retentionMs })
    }
  })
})
