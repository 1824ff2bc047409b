import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleConsumer, consoleConsumerJars } from '../support/console-consumer.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: dead letters in Kafka's console consumer (${missing})`)

const { at, produce, untilEnd } = pipelineFolder()

describe.runIf(missing === null)("dead letters in Kafka's own console consumer", { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    ;[broker] = await Promise.all([startKafkaBroker({ version: '4.4.0' }), consoleConsumerJars()])
  }, 300_000)
  afterAll(() => broker?.stop())

  it('have headers that people can read, and the values as they came', async () => {
    const lines = ['{"tenantId":"acme","event_type":"view","timestamp":"1763870400"}', 'GET /checkout 500']
    await writeFile(at('bad.ndjson'), `${lines.join('\n')}\n`)
    await produce(broker.url, '--topic', 'bad', '--partitions', '1', '--file', at('bad.ndjson'))
    const { deadLetters } = await untilEnd('shown', broker.url, '--topic', 'bad')
    expect(deadLetters).toEqual({ schema: 1, bad_json: 1 })

    const printed = await consoleConsumer(broker, 'bad_dlq', 2)
    const name = 'a string of 1 to 256 characters of well-formed Unicode'
    const seconds = 'a finite number of unix seconds, not below 0'
    const missed = [
      { path: '$.tenant_id', expected: name, hint: 'tenant_id is missing, tenantId is there' },
      { path: '$.timestamp', expected: seconds, hint: 'a number in quotes: leave them out' },
    ]
    expect(printed).toEqual([
      shown(lines[0]!, 0, 'schema', JSON.stringify(missed), missed.map(textOf).join('; ')),
      shown(lines[1]!, 1, 'bad_json', '[]', 'the value is not JSON'),
    ])
  })
})

const textOf = ({ path, expected, hint }: Record<'path' | 'expected' | 'hint', string>) =>
  `${path}: expected ${expected} (${hint})`

/** One line of the console consumer; times and the build are those of the run. */
const shown = (value: string, offset: number, reason: string, errors: string, message: string) => {
  const headers = [
    ...['tideline.v:2', `tideline.reason:${reason}`, `tideline.errors:${errors}`],
    ...['__connect.errors.topic:bad', '__connect.errors.partition:0', `__connect.errors.offset:${offset}`],
    ...['__connect.errors.connector.name:shown', '__connect.errors.task.id:0'],
    ...['__connect.errors.stage:VALUE_CONVERTER', '__connect.errors.class.name:tideline.decode'],
    ...['kafka_dlt-original-topic:bad', 'tideline.group:shown', 'tideline.build:VERSION'],
    ...[`__connect.errors.exception.class.name:${reason}`, `__connect.errors.exception.message:${message}`],
    ...['tideline.timestamp:MS', `tideline.sha256:${createHash('sha256').update(value).digest('hex')}`],
    ...[`tideline.size:${value.length}`, 'tideline.attempt:1', 'tideline.first-failed-at:TIME'],
  ]
  const pattern = `${headers.join(',')}\t${value}`
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace('VERSION', '\\d+\\.\\d+\\.\\d+')
    .replace('MS', '\\d{13}')
    .replace('TIME', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z')
  return expect.stringMatching(new RegExp(`^${pattern}$`))
}
