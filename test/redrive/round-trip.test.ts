import { afterAll, beforeAll, describe } from 'vitest'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { redriveRoundTrip } from './round-trip.ts'

describe('1,000 broken events of 100,000, redriven on the embedded log (T6)', () => {
  redriveRoundTrip({ events: 100_000, broken: 1_000, logs: () => ({ clean: 'clean-log', dirty: 'dirty-log' }) })
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
