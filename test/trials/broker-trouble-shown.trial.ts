import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { type HealthOnPage, healthOnPage } from '../dashboard/health-on-page.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { type RunningCommand, startCommand } from '../support/run-command.ts'
import { readinessOf, servedAt, statusOf, untilProblem, untilReady, untilThere } from '../support/served-pipeline.ts'
import { eventWaves, sendWave } from '../support/waves.ts'

const PARTITIONS = 2
const WITHIN_MS = 5_000
const READY_AGAIN_MS = 30_000
const STALL_MS = 5_000
const WAVE = 40_000

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, what is shown of trouble with a real Kafka broker: ${missing}.`)

const ms = (sinceMs: number) => Math.round(performance.now() - sinceMs)

describe.skipIf(missing !== null)('trouble with a broker is shown in words within 5 s', () => {
  let folder: string
  let broker: KafkaBroker
  let running: RunningCommand | null = null
  let page: HealthOnPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-broker-shown-'))
    broker = await startKafkaBroker({ version: '4.4.0' })
  })
  afterAll(async () => {
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const startOn = (topic: string, ...more: readonly string[]): RunningCommand => {
    const places = ['--log', broker.url, '--topic', topic, '--group', topic, '--storage', join(folder, topic)]
    const settings = ['--partitions', String(PARTITIONS), '--http', '127.0.0.1:0', '--stall', `${STALL_MS}ms`]
    running = startCommand('pipeline', [...places, ...settings, '--commit-interval', '500ms', '--json', ...more])
    return running
  }
  const topicOf = (name: string) => `${name}-${randomBytes(3).toString('hex')}`
  const send = async (topic: string, seed: number, size: number) => {
    const log = await openKafkaLog({ brokers: broker.brokers })
    await log.ensureTopic({ name: topic, partitions: PARTITIONS })
    await sendWave(log, topic, PARTITIONS, eventWaves(seed, 1, size)[0]!)
    await log.close()
  }

  /** Says how long it took, and holds it against the 5 s: in /readyz, on the dashboard, and in the log behind `from` characters of it. */
  const expectShown = async (what: string, url: string, pipeline: RunningCommand, causedMs: number, from: number) => {
    const saidInLog = untilThere(
      'its log says so',
      () =>
        /"level":40.*("trouble":"log"|"msg":"(no Kafka broker|the log) )/.test(pipeline.text().slice(from))
          ? ms(causedMs)
          : null,
      pipeline,
    )
    const problem = await untilProblem(url, 'log', pipeline)
    const shownMs = ms(causedMs)
    await page.says(problem.message)
    const onPageMs = ms(causedMs)
    const loggedMs = await saidInLog
    console.log(
      `${what}: /readyz said so after ${shownMs} ms, the dashboard after ${onPageMs} ms, the log after ${loggedMs} ms: ${problem.message}`,
    )
    expect(shownMs).toBeLessThan(WITHIN_MS)
    expect(onPageMs).toBeLessThan(WITHIN_MS)
    expect(loggedMs).toBeLessThan(WITHIN_MS)
    expect((await statusOf(url)).problems).toContainEqual(problem)
    return problem
  }

  const expectReadyAgain = async (what: string, url: string, pipeline: RunningCommand) => {
    const backMs = performance.now()
    await untilReady(url, pipeline, READY_AGAIN_MS)
    console.log(`${what}: ready again by itself after ${ms(backMs)} ms`)
  }

  const expectAllCommitted = async (url: string, pipeline: RunningCommand, records: number) => {
    await untilThere('all is read', async () => (await statusOf(url)).totals.records === records || null, pipeline)
    expect((await readinessOf(url)).problems).toEqual([])
    pipeline.child.kill('SIGTERM')
    const { code, stdout } = await pipeline.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ records })
  }

  afterEach(async () => {
    await page?.close()
    running?.child.kill('SIGKILL')
    await running?.ended
  })

  it('where it is not there at the start, and no more when it is (R9)', async () => {
    const topic = topicOf('late')
    await send(topic, 1, 300)
    await broker.kill()
    const pipeline = startOn(topic)
    const url = await servedAt(pipeline)
    const causedMs = performance.now()
    page = await healthOnPage(url)
    const problem = await expectShown('no broker at the start', url, pipeline, causedMs, 0)
    expect(problem.message).toMatch(/^(no Kafka broker answers at|the log has not answered)/)
    await broker.restart()
    await expectReadyAgain('a broker that came late', url, pipeline)
    await expectAllCommitted(url, pipeline, 300)
  })

  it('where it dies while there is nothing to read, and no more when it is back', async () => {
    const topic = topicOf('idle')
    await send(topic, 1, 300)
    const pipeline = startOn(topic)
    const url = await servedAt(pipeline)
    await untilThere('all is read', async () => (await statusOf(url)).totals.records === 300 || null, pipeline)
    await sleep(1_500)
    page = await healthOnPage(url)
    const from = pipeline.text().length
    const causedMs = performance.now()
    await broker.kill()
    await expectShown('a broker that dies while nothing is to be read', url, pipeline, causedMs, from)
    await broker.restart()
    await expectReadyAgain('a broker that dies while nothing is to be read', url, pipeline)
    await send(topic, 2, 300)
    await expectAllCommitted(url, pipeline, 600)
  })

  it.each([
    ['dies', () => broker.kill(), () => broker.restart()],
    ['hangs', async () => broker.freeze(), async () => broker.thaw()],
  ])('where it %s in the middle of what is to be read, for longer than --stall, which is no standstill', async (how, away, back) => {
    const topic = topicOf(how)
    await send(topic, 1, 300)
    const pipeline = startOn(topic, '--commit-rows', '200') // commits hold up the reading: there is lag
    const url = await servedAt(pipeline)
    await untilThere('all is read', async () => (await statusOf(url)).totals.records === 300 || null, pipeline)
    page = await healthOnPage(url)
    pipeline.child.kill('SIGSTOP')
    await send(topic, 2, WAVE)
    pipeline.child.kill('SIGCONT')
    await untilThere('it has lag', async () => (await statusOf(url)).lag.records! > 0 || null, pipeline)
    const from = pipeline.text().length
    const causedMs = performance.now()
    await away()
    await expectShown(`a broker that ${how}`, url, pipeline, causedMs, from)
    await sleep(STALL_MS + 4_000)
    const { lag } = await statusOf(url)
    console.log(`with ${lag.records} records to read it waited ${ms(causedMs)} ms with --stall ${STALL_MS}ms`)
    expect(pipeline.child.exitCode).toBeNull()
    await back()
    await expectReadyAgain(`a broker that ${how}`, url, pipeline)
    await expectAllCommitted(url, pipeline, WAVE + 300)
  })
})
