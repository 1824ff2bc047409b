import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { redriveRoundTrip } from './round-trip.ts'

describe('1,000 broken events of 100,000, redriven on the embedded log (T6)', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-redrive-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  redriveRoundTrip({
    events: 100_000,
    broken: 1_000,
    logs: () => ({ clean: `lmdb:${join(folder, 'clean')}`, dirty: `lmdb:${join(folder, 'dirty')}` }),
  })
})

const missing = javaAndMaven()
if (missing !== null) console.warn(`skipped: redriving on Kafka (${missing})`)

describe.runIf(missing === null)('1,000 broken events of 100,000, redriven on Kafka (T6)', () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0' })
  }, 300_000)
  afterAll(() => broker?.stop())
  redriveRoundTrip({ events: 100_000, broken: 1_000, logs: () => ({ clean: broker.url, dirty: broker.url }) })
})
