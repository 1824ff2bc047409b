import { readdir } from 'node:fs/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { occurrencesOf } from '../support/published.ts'
import { runCommand } from '../support/run-command.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: refusals on Kafka (${missing})`)

const { at, produce, rowsOf } = pipelineFolder()

describe.runIf(missing === null)('pipeline on Kafka, whose log forgot', { timeout: 120_000 }, () => {
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

  const produceTo = (topic: string, seed: number) =>
    produce(
      broker.url,
      ...['--topic', topic, '--partitions', '1', '--rate', '0', '--count', '200', '--invalid', '0%'],
      ...['--seed', String(seed), '--start', `2026-01-01T00:0${seed}:00Z`],
    )
  const run = (topic: string, ...more: readonly string[]) =>
    runCommand(
      'pipeline',
      ...['--log', broker.url, '--topic', topic, '--group', topic, '--storage', at(topic), '--until-end', ...more],
    )
  const filesOf = (topic: string) => readdir(at(topic), { recursive: true })
  const pairsOf = async (topic: string) =>
    occurrencesOf([
      ...(await rowsOf(topic, 'rolling_window_results')),
      ...(await rowsOf(topic, 'late_window_corrections')),
    ])

  it('refuses where records were removed before they were read; --accept-loss goes on behind them and says how many (R6)', async () => {
    await produceTo('lossy', 1)
    expect((await run('lossy')).code).toBe(0)
    await produceTo('lossy', 2)
    await admin.fetchTopicOffsets('lossy') // kafkajs 2.2.4 asks who leads only of topics that it has been asked about
    await admin.deleteTopicRecords({ topic: 'lossy', partitions: [{ partition: 0, offset: '250' }] })
    const before = await filesOf('lossy')

    const refused = await run('lossy')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(
      'partition 0: the group stands at offset 200, but the log begins at 250: 50 records were removed before they were read. --accept-loss goes on without them',
    )
    expect(await filesOf('lossy')).toEqual(before)

    const accepted = await run('lossy', '--accept-loss')
    expect(accepted.code).toBe(0)
    expect(accepted.stderr).toContain('"recordsLost":50')
    expect(await pairsOf('lossy')).toBe(5 * 350)
    const incomplete = (await rowsOf('lossy', 'rolling_window_results')).filter(({ complete }) => complete === false)
    expect(incomplete.length).toBeGreaterThan(0)
    expect((await run('lossy')).code).toBe(0)
  })

  it('refuses where the offsets of the group are gone; --resume-from-checkpoint goes on where the storage stands', async () => {
    await produceTo('forgetful', 1)
    expect((await run('forgetful')).code).toBe(0)
    await admin.deleteGroups(['forgetful'])
    await produceTo('forgetful', 2)
    const before = await filesOf('forgetful')

    const refused = await run('forgetful')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/partition 0: the storage holds .* no committed offset .* --resume-from-checkpoint/)
    expect(await filesOf('forgetful')).toEqual(before)

    expect(await run('forgetful', '--resume-from-checkpoint')).toMatchObject({ code: 0 })
    expect(await pairsOf('forgetful')).toBe(5 * 400)
    expect((await run('forgetful')).code).toBe(0)
    expect(await pairsOf('forgetful')).toBe(5 * 400)
  })

  it('refuses the storage of another cluster, topic or group, and another number of partitions', async () => {
    await produceTo('mine', 1)
    expect((await run('mine')).code).toBe(0)
    await produceTo('theirs', 1)
    const other = await runCommand(
      'pipeline',
      ...['--log', broker.url, '--topic', 'theirs', '--group', 'mine', '--storage', at('mine'), '--until-end'],
    )
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('topic "mine", not "theirs"') })
    await admin.createPartitions({ topicPartitions: [{ topic: 'mine', count: 2 }] })
    const grown = await run('mine')
    expect(grown).toMatchObject({ code: 1, stderr: expect.stringContaining('partitions 1, not 2') })
    const embedded = await runCommand(
      'pipeline',
      ...['--log', `lmdb:${at('log')}`, '--topic', 'mine', '--group', 'mine', '--storage', at('mine'), '--until-end'],
    )
    expect(embedded).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the storage belongs to another pipeline'),
    })
  })
})
