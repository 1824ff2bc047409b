import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATA_SET_NAMES } from '../../src/sink/data-set.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { deathsIn, lastToCommit } from '../support/log-lines.ts'
import { occurrencesOf, sorted } from '../support/published.ts'
import { runCommand } from '../support/run-command.ts'
import { hasAccessEvents, pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: the pipeline on Kafka (${missing})`)

const { at, produce, produceAccessEvents, untilEnd, start, rowsOf } = pipelineFolder()

describe.runIf(missing === null && hasAccessEvents())('pipeline on Kafka', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
    await produceAccessEvents(broker.url)
    await produceAccessEvents('log')
  }, 300_000)
  afterAll(() => broker?.stop())

  const expectSameRows = async (one: string, other: string) => {
    for (const dataSet of DATA_SET_NAMES) {
      expect(sorted(await rowsOf(one, dataSet)), dataSet).toEqual(sorted(await rowsOf(other, dataSet)))
    }
  }

  it('writes the same rows as on the embedded log, of 16,445 real events', async () => {
    const onKafka = await untilEnd('kafka', broker.url, '--grace', '60s')
    const embedded = await untilEnd('embedded', 'log', '--grace', '60s')
    const numbers = ({ records, events, deadLetters, latePairs, rows }: typeof onKafka) => ({
      ...{ records, events, deadLetters, latePairs, rows },
    })
    expect(numbers(onKafka)).toEqual(numbers(embedded))
    expect(occurrencesOf(await rowsOf('kafka', 'rolling_window_results'))).toBe(82_225)
    await expectSameRows('kafka', 'embedded')
  })

  it("writes the same rows with kafkajs' own decoder", async () => {
    const { records } = await untilEnd('kafka-records', broker.url, '--grace', '60s', '--kafka-decoder', 'records')
    expect(records).toBe(16_445)
    await expectSameRows('kafka-records', 'kafka')
  })

  it('is explained as on the embedded log', async () => {
    const number = ['--tenant', 'presentations', '--type', 'view', '--window', '2015-05-17T10:05:00Z', '--grace', '60s']
    const explained = async (storage: string, url: string) => {
      const args = ['--log', url, '--storage', at(storage), ...number, '--json']
      const { code, stdout, stderr } = await runCommand('explain', ...args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      // Records have the time at which they were produced, parts a nonce.
      return JSON.parse(stdout, (name, value) => (['recordTime', 'part'].includes(name) ? null : value))
    }
    const onKafka = await explained('kafka', broker.url)
    expect(onKafka.partitions).toMatchObject([{ counted: 3, late: 0, state: { kind: 'closed-by-record' }, doubts: [] }])
    expect(onKafka).toEqual(await explained('embedded', `lmdb:${at('log')}`))
  })

  it('puts what comes late into the corrections, so that the sum stays', async () => {
    await untilEnd('kafka-hasty', broker.url, '--grace', '2s')
    const results = await rowsOf('kafka-hasty', 'rolling_window_results')
    const corrections = await rowsOf('kafka-hasty', 'late_window_corrections')
    expect(occurrencesOf([...results, ...corrections])).toBe(82_225)
  })

  it('loses and doubles nothing when it is killed again and again', async () => {
    // A fetch takes a whole partition of this topic, so there are four commits in all.
    for (const commits of [1, 1]) {
      const running = start(
        'kafka-killed',
        broker.url,
        '--grace',
        '60s',
        '--commit-rows',
        '300',
        '--log-level',
        'debug',
      )
      await running.said('"committed"', commits)
      running.child.kill('SIGKILL')
      expect((await running.ended).signal).toBe('SIGKILL')
    }
    await untilEnd('kafka-killed', broker.url, '--grace', '60s')
    await expectSameRows('kafka-killed', 'kafka')
  })

  it('shares the partitions among workers, and goes on with those of one that is killed', async () => {
    const args = ['--grace', '60s', '--until-end', '--workers', '2', '--commit-rows', '300', '--log-level', 'debug']
    const running = start('kafka-workers', broker.url, ...args)
    await running.said('"committed"')
    const { worker, pid } = lastToCommit(running.text())
    process.kill(pid, 'SIGKILL')
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(deathsIn(stderr)).toEqual([worker])
    expect(stderr).toContain('was killed by SIGKILL and is started again')
    await expectSameRows('kafka-workers', 'kafka')
  })

  it('commits on SIGTERM, exits with 0, and goes on from there', async () => {
    const args = ['--grace', '60s', '--commit-rows', '500', '--log-level', 'debug', '--json']
    const running = start('kafka-stopped', broker.url, ...args)
    await running.said('"committed"')
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    const before: { records: number } = JSON.parse(stdout)
    const after = await untilEnd('kafka-stopped', broker.url, '--grace', '60s')
    expect(before.records + after.records).toBe(16_445)
    await expectSameRows('kafka-stopped', 'kafka')
  })

  it('puts what is no event into the dead-letter topic, and dlq ls shows it, its bytes untouched', async () => {
    const lines = ['{', '[]', '\xff', '{"tenant_id":"a","event_type":"b","timestamp":"now"}']
    await writeFile(at('bad.ndjson'), Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
    await produce(broker.url, '--topic', 'bad', '--file', at('bad.ndjson'))
    const { deadLetters } = await untilEnd('kafka-bad', broker.url, '--topic', 'bad')
    expect(deadLetters).toEqual({ bad_json: 1, schema: 2, invalid_utf8: 1 })
    const { stdout } = await runCommand('dlq', 'ls', '--log', broker.url, '--topic', 'bad_dlq', '--json')
    const listed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(listed.map(({ value }) => Buffer.from(value, 'base64').toString('latin1')).sort()).toEqual([...lines].sort())
    expect(listed.map(({ reason }) => reason).sort()).toEqual(['bad_json', 'invalid_utf8', 'schema', 'schema'])
  })
})
