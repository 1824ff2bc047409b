import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { seededRandom } from '../../src/produce/random.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import {
  commitsOf,
  committedTo,
  type PipelineProcess,
  startPipeline,
  stopPipeline,
  until,
} from '../support/pipeline-process.ts'
import { runCommand } from '../support/run-command.ts'
import { expectSameOutcome, outcomeOf, uninterrupted } from '../support/same-outcome.ts'
import { type FateOf, startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { eventWaves, sendWave } from '../support/waves.ts'

const PARTITIONS = 2
const GOES_ON_WITHIN_MS = 15_000
const SEED = Number(process.env.TRIAL_SEED ?? 11)
const CUTS = 40
const CUT_SHARE = 0.1

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, trouble with a real Kafka broker: ${missing}.`)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-broker-trouble-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const unique = (name: string) => `${name}-${randomBytes(3).toString('hex')}`

/** One topic, one pipeline on it, and what happens to them. */
const scene = (url: string, topic = unique('events')) => {
  const storage = join(folder, topic)
  const args = [
    ...['--log', url, '--topic', topic, '--partitions', String(PARTITIONS)],
    ...['--group', topic, '--storage', storage],
  ]
  return {
    topic,
    start: () => startPipeline(args),
    expectSameAsUninterrupted: async (log: EventLog) => {
      const { code, stderr } = await runCommand('pipeline', ...args, '--until-end')
      expect(code, stderr).toBe(0)
      const control = await uninterrupted(log, topic, join(folder, unique('control')))
      expectSameOutcome(await outcomeOf(log, topic, storage), control)
    },
  }
}

const untilAllCommitted = async (log: EventLog, topic: string, pipeline: PipelineProcess) => {
  const bounds = (await log.bounds(topic))!
  const isDone = () => bounds.every(({ partition, endOffset }) => committedTo(partition, pipeline) >= endOffset)
  await until('all is committed', () => !pipeline.isAlive() || isDone(), pipeline)
  expect(pipeline.isAlive(), pipeline.text().slice(-3_000)).toBe(true)
}

/** How long until a pipeline commits something new, in ms. */
const untilItCommits = async (pipeline: PipelineProcess): Promise<number> => {
  const [before, beganMs] = [commitsOf(pipeline).length, performance.now()]
  await until('it commits again', () => !pipeline.isAlive() || commitsOf(pipeline).length > before, pipeline)
  expect(pipeline.isAlive(), pipeline.text().slice(-3_000)).toBe(true)
  return Math.round(performance.now() - beganMs)
}

const expectCleanEnd = async (pipeline: PipelineProcess) => {
  const { code, stderr } = await stopPipeline(pipeline)
  expect(code, stderr.slice(-3_000)).toBe(0)
}

describe.skipIf(missing !== null)('a broker that dies', () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  })
  afterAll(() => broker?.stop())

  it.each([
    30, 70,
  ])('for %i s loses nothing and doubles nothing, and its pipeline goes on by itself', async (seconds) => {
    const waves = eventWaves(seconds, 4, 300)
    const log = await openKafkaLog({ brokers: broker.brokers })
    const { topic, start, expectSameAsUninterrupted } = scene(broker.url)
    await log.ensureTopic({ name: topic, partitions: PARTITIONS })
    await sendWave(log, topic, PARTITIONS, waves[0]!)
    const pipeline = start()
    await untilAllCommitted(log, topic, pipeline)

    await sendWave(log, topic, PARTITIONS, waves[1]!)
    await broker.kill()
    await expect(sendWave(log, topic, PARTITIONS, waves[2]!)).rejects.toMatchObject({ reason: 'unreachable' })
    await sleep(seconds * 1000)
    await broker.restart()
    const sending = sendWave(log, topic, PARTITIONS, waves[3]!)
    const tookMs = await untilItCommits(pipeline)
    console.log(`a broker that was away for ${seconds} s: the next commit came ${tookMs} ms after its return`)
    await sending
    await untilAllCommitted(log, topic, pipeline)
    await expectCleanEnd(pipeline)
    await expectSameAsUninterrupted(log)
    await log.close()
    expect(tookMs).toBeLessThan(GOES_ON_WITHIN_MS)
  })

  it('is waited for by a pipeline that starts without it, which says so and goes on by itself', async () => {
    const { topic, start, expectSameAsUninterrupted } = scene(broker.url)
    const before = await openKafkaLog({ brokers: broker.brokers })
    await before.ensureTopic({ name: topic, partitions: PARTITIONS })
    await sendWave(before, topic, PARTITIONS, eventWaves(3, 1, 300)[0]!)
    await before.close()
    await broker.kill()
    const pipeline = start()
    await until('it says that it waits', () => pipeline.text().split('no Kafka broker answers at').length > 3, pipeline)
    expect(pipeline.isAlive()).toBe(true)
    await broker.restart()
    const tookMs = await untilItCommits(pipeline)
    console.log(`a broker that was not there at the start: the first commit came ${tookMs} ms after it`)
    const log = await openKafkaLog({ brokers: broker.brokers })
    await untilAllCommitted(log, topic, pipeline)
    await expectCleanEnd(pipeline)
    await expectSameAsUninterrupted(log)
    await log.close()
    expect(tookMs).toBeLessThan(GOES_ON_WITHIN_MS)
  })
})

describe.skipIf(missing !== null)('a network between pipeline and broker', () => {
  let proxy: TcpProxy
  let broker: KafkaBroker
  beforeAll(async () => {
    proxy = await startTcpProxy()
    broker = await startKafkaBroker({ version: '4.4.0', advertisedPort: proxy.port })
    proxy.target = Number(broker.url.split(':').at(-1))
  })
  afterAll(async () => {
    await broker?.stop()
    await proxy?.close()
  })

  /** Runs three waves through, the second one with this going wrong until it is over; how long the second took to commit, in ms. */
  const runThrough = async (fateOf: FateOf, isOver: () => boolean): Promise<number> => {
    const waves = eventWaves(5, 3, 300)
    const log = await openKafkaLog({ brokers: broker.brokers })
    const { topic, start, expectSameAsUninterrupted } = scene(`kafka://127.0.0.1:${proxy.port}`)
    await log.ensureTopic({ name: topic, partitions: PARTITIONS })
    await sendWave(log, topic, PARTITIONS, waves[0]!)
    const pipeline = start()
    await untilAllCommitted(log, topic, pipeline)
    await sendWave(log, topic, PARTITIONS, waves[1]!)
    const beganMs = performance.now()
    proxy.fateOf = fateOf
    await untilAllCommitted(log, topic, pipeline)
    const tookMs = Math.round(performance.now() - beganMs)
    await until('all has gone wrong that has to', isOver, pipeline)
    proxy.fateOf = () => 'pass'
    await sendWave(log, topic, PARTITIONS, waves[2]!)
    await untilAllCommitted(log, topic, pipeline)
    await expectCleanEnd(pipeline)
    await expectSameAsUninterrupted(log)
    await log.close()
    return tookMs
  }

  it.each([
    'request',
    'response',
  ] as const)('that swallows the %s of an EndTxn loses nothing and doubles nothing', async (lost) => {
    let isOver = false
    const tookMs = await runThrough(
      (direction, name) => {
        if (isOver || direction !== lost || name !== 'EndTxn') return 'pass'
        isOver = true
        return 'swallow'
      },
      () => isOver,
    )
    console.log(`an EndTxn whose ${lost} was swallowed: all was committed ${tookMs} ms later`)
  })

  it('that cuts connections at random requests and answers, forty times, loses nothing and doubles nothing', async () => {
    const random = seededRandom(SEED)
    let cuts = 0
    const tookMs = await runThrough(
      (direction) => {
        if (cuts === CUTS || random.unit() > CUT_SHARE) return 'pass'
        cuts++
        return direction === 'response' && random.unit() < 0.5 ? 'cut midway' : 'cut'
      },
      () => cuts === CUTS,
    )
    console.log(`${cuts} connections were cut: all was committed ${tookMs} ms after the first`)
  })
})
