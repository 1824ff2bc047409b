import { describe, expect, it } from 'vitest'
import { brokerSettings, composeSettings } from './support/kafka-broker.ts'

/** Where a broker listens and writes: the only settings that may differ. */
const PLACE = ['listeners', 'advertised.listeners', 'controller.quorum.voters', 'log.dirs']

describe('the broker in docker-compose.yml', () => {
  it('has the settings that the tests run on, but for addresses and folders', async () => {
    const place = { port: 1, controllerPort: 2, dataFolder: '/data' }
    const [compose, tests] = [await composeSettings(), await brokerSettings(place)]
    const differing = [...new Set([...compose.keys(), ...tests.keys()])].filter(
      (name) => compose.get(name) !== tests.get(name),
    )
    expect(differing.toSorted()).toEqual(PLACE.toSorted())
  })

  it('is what the pipeline counts on', async () => {
    expect(Object.fromEntries(await composeSettings())).toMatchObject({
      'auto.create.topics.enable': 'false',
      'default.replication.factor': '1',
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'group.initial.rebalance.delay.ms': '0',
      'message.max.bytes': '2097152',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9092,INSIDE://kafka:9092',
    })
  })
})
