import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: dead letters on Kafka (${missing})`)

const { at, produce, untilEnd } = pipelineFolder()

const LINES = ['{', '{"tenant_id":"a","event_type":"b","timestamp":"now"}', '\xff{"a":1}', '[]', '{}']

describe.runIf(missing === null)('dlq on Kafka', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    await writeFile(at('bad.ndjson'), Buffer.from(`${LINES.join('\n')}\n`, 'latin1'))
    await produce(broker.url, '--file', at('bad.ndjson'))
    await untilEnd('bad', broker.url)
  }, 300_000)
  afterAll(() => broker?.stop())

  const dlq = (...args: readonly string[]) => runCommand('dlq', ...args, '--log', broker.url)
  const ok = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await dlq(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  const listed = async (...args: readonly string[]) =>
    (await ok('ls', '--json', ...args))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))

  it('lists what the filters let through, and stops where it has enough', async () => {
    expect(await listed()).toHaveLength(5)
    expect(await listed('--reason', 'schema')).toHaveLength(3)
    expect(await listed('--path', '$.timestamp', '--since', '1h')).toHaveLength(2)
    expect(await listed('--max', '1')).toHaveLength(1)
    expect(await listed('--group', 'another')).toEqual([])
    expect(await listed('--kafka-decoder', 'records', '--reason', 'invalid_utf8')).toHaveLength(1)
  })

  it('shows one letter, its source, and that there is none', async () => {
    const [{ place, partition, offset, value }] = await listed('--reason', 'invalid_utf8')
    const text = await ok('show', place)
    expect(text).toContain(`dead letter ${place} of events_dlq\n`)
    expect(text).toContain('  reason         invalid_utf8\n')
    expect(text).toContain('00000000  ff 7b 22 61 22 3a 31 7d')
    const source = await ok('show', `${partition}:${offset}`, '--source')
    expect(source).toContain(`record ${partition}:${offset} of events\n`)
    expect(source).toContain('read now       would be a dead letter: invalid_utf8\n')
    expect(Buffer.from(value, 'base64').toString('latin1')).toBe(LINES[2])

    const [last] = await listed('--reason', 'bad_json')
    expect(await ok('show', last.place, '--raw')).toBe('{')
    const [lettersThere, markThere] = await endOf(last.place)
    expect(markThere.stderr).toMatch(/^there is no record at \d:\d of events_dlq: the log has a mark of its own there/)
    expect(lettersThere.stderr).toMatch(
      /^there is no record \d:99 yet: partition \d of events_dlq ends with offset \d\n$/,
    )
    expect([lettersThere.code, markThere.code]).toEqual([1, 1])
  })

  it('counts them', async () => {
    const numbers = JSON.parse(await ok('stats', '--json'))
    expect(numbers).toMatchObject({ letters: 5, unresolved: 5, redriven: 0, parked: 0 })
    expect(await ok('stats')).toContain('\n    $.timestamp ')
  })

  /** Behind the partition's letters: nothing, and before that the mark of the transaction that wrote them. */
  const endOf = async (place: string) => {
    const partition = place.split(':')[0]!
    const letters = (await listed()).filter((letter) => letter.place.startsWith(`${partition}:`))
    return [await dlq('show', `${partition}:99`), await dlq('show', `${partition}:${letters.length}`)] as const
  }
})
