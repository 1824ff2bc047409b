import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLetters } from '../../src/dead-letter/read-letters.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { runCommand, startCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: what redrives do on Kafka (${missing})`)

const { at, untilEnd, produce, verified } = pipelineFolder()
const PADDING = 'x'.repeat(2 * 1024 * 1024)

describe.runIf(missing === null)('dlq redrive on Kafka', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  }, 300_000)
  afterAll(() => broker?.stop())

  const flagsOf = (topic: string) => {
    const topics = ['--topic', `${topic}_dlq`, '--events-topic', topic]
    return ['redrive', '--log', broker.url, '--group', topic, '--transform', at(`${topic}.mjs`), ...topics]
  }
  const lettersOf = async (topic: string) => {
    const log = await openKafkaLog(broker)
    try {
      const letters = []
      for await (const letter of readLetters(log, topic, (await log.bounds(topic))!)) letters.push(letter)
      return letters
    } finally {
      await log.close()
    }
  }

  it('sends each letter once, wherever it is killed (R1)', async () => {
    const letters = 400
    await writeFile(
      at('killed.mjs'),
      'export default (value) => Buffer.from(value.toString().replace("tenantId", "tenant_id"))',
    )
    const lines = Array.from({ length: letters }, (_, i) => `{"tenantId":"a","event_type":"view","timestamp":${i}}\n`)
    await writeFile(at('killed.ndjson'), lines.join(''))
    await produce(broker.url, '--topic', 'killed', '--file', at('killed.ndjson'))
    await untilEnd('killed', broker.url, '--topic', 'killed')
    for (let kills = 0; kills < 2; kills++) {
      const running = startCommand('dlq', [...flagsOf('killed'), '--rate', '50'])
      const before = (await lettersOf('killed')).length
      while ((await lettersOf('killed')).length < before + 50) await sleep(50)
      running.child.kill('SIGKILL')
      await running.ended
    }
    const { code, stdout } = await runCommand('dlq', ...flagsOf('killed'), '--json')
    expect({ code, redriven: JSON.parse(stdout).redriven < letters - 99 }).toEqual({ code: 0, redriven: true })
    const sent = (await lettersOf('killed')).filter(({ headers }) => headers.length > 0)
    const seconds = sent.map(({ value }) => JSON.parse(String(value)).timestamp as number)
    expect(seconds.sort((one, other) => one - other)).toEqual(Array.from({ length: letters }, (_, i) => i))
  })

  it('cuts a letter that its topic does not take, and redrives the whole record from its source', async () => {
    const kafka = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = [
      { name: 'max.message.bytes', value: '65536' },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'retention.ms', value: '-1' },
    ]
    await admin.createTopics({ topics: [{ topic: 'large_dlq', numPartitions: 1, configEntries }] })
    await admin.disconnect()
    await writeFile(
      at('large.ndjson'),
      `{"tenant_id":"a","event_type":"view","timestamp":5,"payload":{"x":"${PADDING}"}}\n`,
    )
    await produce(broker.url, '--topic', 'large', '--file', at('large.ndjson'))
    expect(await untilEnd('large', broker.url, '--topic', 'large', '--max-invalid', 'off')).toMatchObject({
      deadLetters: { too_large: 1 },
    })
    const [letter] = await lettersOf('large_dlq')
    expect(letter!.origin).toMatchObject({
      reason: 'too_large',
      truncated: true,
      valueBytes: expect.toSatisfy((n) => n > PADDING.length),
    })
    expect(letter!.value!.length).toBeLessThan(65_536)

    // It needs the end of the value, which the letter does not have.
    const transform = 'export default (v) => Buffer.from(JSON.stringify({ ...JSON.parse(v), payload: undefined }))'
    await writeFile(at('large.mjs'), transform)
    const { stdout } = await runCommand('dlq', ...flagsOf('large'), '--json')
    expect(JSON.parse(stdout)).toMatchObject({ meant: 1, redriven: 1, parked: 0 })
    expect(await untilEnd('large', broker.url, '--topic', 'large')).toMatchObject({ records: 1, events: 1 })
    expect(await verified('large', broker.url)).toBe('')
  })
})
