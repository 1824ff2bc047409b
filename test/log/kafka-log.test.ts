import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { EventLog } from '../../src/log/event-log.ts'
import { kafkaClient } from '../../src/log/kafka-client.ts'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import { javaAndMaven, type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts'
import { eventLogContract } from './event-log-contract.ts'
import { compaction, EAGER_CLEANER } from './kafka/compaction.ts'
import { headerOrder } from './kafka/header-order.ts'
import { oldFormats, storeOldFormats } from './kafka/old-formats.ts'
import { rebalancing } from './kafka/rebalancing.ts'
import { storedBatches } from './kafka/stored-batches.ts'
import { takeovers } from './kafka/takeovers.ts'
import { topicsOfACluster, WITH_ACLS } from './kafka/topics.ts'
import { transactionsOfOthers } from './kafka/transactions.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`Skipped, the tests on a real Kafka broker: ${missing}.`)

describe.skipIf(missing !== null).each(['4.4.0', '3.9.1'])('on Kafka %s', { timeout: 60_000 }, (version) => {
  let broker: KafkaBroker
  let oldTopic: string
  const handles: EventLog[] = []
  const open = async () => {
    const log = await openKafkaLog({ brokers: broker.brokers })
    handles.push(log)
    return log
  }
  const kafka = () => kafkaClient({ brokers: broker.brokers })

  beforeAll(async () => {
    broker = await startKafkaBroker({ version, settings: { ...EAGER_CLEANER, ...WITH_ACLS } })
    oldTopic = await storeOldFormats(broker, 'batches')
  })
  afterEach(async () => {
    await Promise.all(handles.splice(0).map((log) => log.close()))
  })
  afterAll(() => broker?.stop())

  eventLogContract('the Kafka log', { open })
  transactionsOfOthers({ open, kafka })
  storedBatches({ open, kafka })
  headerOrder({ open }, 'kept')
  compaction({ open, kafka })
  oldFormats({ open }, () => oldTopic)
  topicsOfACluster({ open, kafka })
  rebalancing({ open, kafka })
  takeovers({ open })
})
