import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { occurrencesOf } from '../support/published.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { produce, start, rowsOf } = pipelineFolder()

const EVENTS = 60
const CLEAN = ['--rate', '30', '--count', `${EVENTS}`, '--invalid', '0%', '--late', '0%', '--seed', '5']
const WINDOWS = ['--window', '3s', '--step', '1s', '--grace', '1s', '--commit-interval', '1s']
const WINDOWS_OF_AN_EVENT = 3
/** What is promised: size + grace + commit interval + 2 s. */
const PROMISED_MS = 7_000

const counted = async (storage: string): Promise<number> =>
  occurrencesOf([
    ...(await rowsOf(storage, 'rolling_window_results')),
    ...(await rowsOf(storage, 'late_window_corrections')),
  ])

/** Three tenants in four partitions, so that some are silent from the beginning. */
const showsTheLastWindows = async (storage: string, log: string) => {
  const running = start(storage, log, ...WINDOWS)
  try {
    await running.said('pipeline started', 1)
    await produce(log, ...CLEAN)
    const stoppedMs = performance.now()
    const all = EVENTS * WINDOWS_OF_AN_EVENT
    await vi.waitFor(async () => expect(await counted(storage)).toBe(all), { timeout: 40_000, interval: 100 })
    const tookMs = Math.round(performance.now() - stoppedMs)
    console.info(
      `${log.split(':')[0]}: the last windows were there ${tookMs} ms after the last event; promised are ${PROMISED_MS}`,
    )
  } finally {
    running.child.kill('SIGTERM')
  }
  expect((await running.ended).code).toBe(0)
}

describe('a pipeline whose traffic stops', { timeout: 120_000 }, () => {
  it('writes the last windows by itself, on the embedded log (T9)', () => showsTheLastWindows('embedded', 'log'))

  it('leaves them open with --idle off', async () => {
    const running = start('off', 'silent', ...WINDOWS, '--idle', 'off')
    await running.said('pipeline started', 1)
    await produce('silent', ...CLEAN)
    await new Promise((resolve) => setTimeout(resolve, PROMISED_MS))
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
    expect(await counted('off')).toBeLessThan(EVENTS * WINDOWS_OF_AN_EVENT)
  })
})

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: idle partitions on Kafka (${missing})`)

describe.skipIf(missing !== null)('a pipeline whose traffic stops, on Kafka,', { timeout: 120_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  }, 120_000)
  afterAll(() => broker?.stop())

  it('writes the last windows by itself (T9)', () => showsTheLastWindows('kafka', broker.url))
})
