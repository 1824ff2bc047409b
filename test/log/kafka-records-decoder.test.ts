import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { kafkaClient } from '../../src/log/kafka-client.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { appendingContract } from './contract/appending.ts'
import { consumingContract } from './contract/consuming.ts'
import { compaction, EAGER_CLEANER } from './kafka/compaction.ts'
import { headerOrder } from './kafka/header-order.ts'
import { oldFormats, storeOldFormats } from './kafka/old-formats.ts'
import { storedBatches } from './kafka/stored-batches.ts'
import { transactionsOfOthers } from './kafka/transactions.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, kafkajs' own decoder on a real Kafka broker: ${missing}.`)

/** All that reads, as in kafka-log.test.ts, with the switch that gives decoding back to kafkajs. A file of its own: a process has one decoder. */
describe.skipIf(missing !== null)("with kafkajs' own decoder", { timeout: 60_000 }, () => {
  const decoder = 'records'
  let broker: KafkaBroker
  let oldTopic: string
  const handles: EventLog[] = []
  const open = async () => {
    const log = await openKafkaLog({ brokers: broker.brokers, decoder })
    handles.push(log)
    return log
  }
  const kafka = () => kafkaClient({ brokers: broker.brokers, decoder })

  beforeAll(async () => {
    broker = await startKafkaBroker({ version: '4.4.0', settings: EAGER_CLEANER })
    oldTopic = await storeOldFormats(broker, decoder)
  })
  afterEach(async () => {
    await Promise.all(handles.splice(0).map((log) => log.close()))
  })
  afterAll(() => broker?.stop())

  appendingContract(open)
  consumingContract(open)
  transactionsOfOthers({ open, kafka })
  storedBatches({ open, kafka })
  headerOrder({ open }, 'by name')
  compaction({ open, kafka })
  oldFormats({ open }, () => oldTopic)
})
