import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { occurrencesOf } from '../support/published.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { produce, untilEnd, rowsOf } = pipelineFolder()

const events = (count: number, start: string) => [
  ...['--rate', '0', '--count', `${count}`, '--invalid', '0%', '--late', '0%', '--seed', '9'],
  ...['--start', start, '--partitions', '1'],
]

/** Half a second of events before the group begins, 20 s behind it. */
const beginsAtTheEnd = async (storage: string, log: string) => {
  await produce(log, ...events(500, '2026-01-01T00:00:09.500Z'))
  expect(await untilEnd(storage, log, '--from', 'latest')).toMatchObject({ records: 0 })
  await produce(log, ...events(20_000, '2026-01-01T00:00:10Z'))
  expect(await untilEnd(storage, log)).toMatchObject({ records: 20_000, events: 20_000 })
  const rows = await rowsOf(storage, 'rolling_window_results')
  expect(occurrencesOf(rows)).toBe(20_000 * 5)
  const startsOf = (complete: boolean) => [
    ...new Set(rows.filter((row) => row.complete === complete).map((row) => Number(row.window_start))),
  ]
  const firstMs = Date.UTC(2026, 0, 1, 0, 0, 10)
  expect(startsOf(false).every((ms) => ms < firstMs)).toBe(true)
  expect(startsOf(true).every((ms) => ms >= firstMs)).toBe(true)
  expect([startsOf(false).length, startsOf(true).length]).toEqual([4, 10])
}

describe('a group that begins at the end of the log', { timeout: 60_000 }, () => {
  it('counts what comes from then on, and says of its first windows that they are not complete', () =>
    beginsAtTheEnd('embedded', 'log'))
})

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: --from latest on Kafka (${missing})`)

describe.skipIf(missing !== null)('a group that begins at the end of the log, on Kafka,', { timeout: 60_000 }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  }, 120_000)
  afterAll(() => broker?.stop())

  it('does the same', () => beginsAtTheEnd('kafka', broker.url))
})
