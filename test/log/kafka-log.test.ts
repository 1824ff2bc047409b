import { afterAll, beforeAll, describe } from 'vitest'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { eventLogContract } from './event-log-contract.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, the tests on a real Kafka broker: ${missing}.`)

describe.skipIf(missing !== null).each(['4.4.0', '3.9.1'])('on Kafka %s', (version) => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker({ version })
  })
  afterAll(() => broker?.stop())

  eventLogContract('the Kafka log', { open: () => openKafkaLog({ brokers: broker.brokers }) })
})
