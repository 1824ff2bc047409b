import { Kafka, logLevel } from 'kafkajs'
import { runJob } from './job.ts'
import { parseJson } from './parse-json.ts'
import type { Reading } from './read-topic.ts'

export interface KafkajsSettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly group: string
  readonly events: number
}

/** What one writes with kafkajs and nothing else. This process must import nothing that patches it (src/log/kafka-*). */
await runJob(async ({ brokers, topic, group, events: expected }: KafkajsSettings): Promise<Reading> => {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: group })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let [beganMs, events, bytesRead] = [Number.NaN, 0, 0]
  consumer.on(consumer.events.GROUP_JOIN, () => {
    beganMs = performance.now()
  })
  const seconds = await new Promise<number>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    const run = consumer.run({
      eachBatch: async ({ batch }) => {
        for (const { value } of batch.messages) {
          if (value === null) continue
          bytesRead += value.length
          parseJson(value)
        }
        events += batch.messages.length
        if (events >= expected) resolve((performance.now() - beganMs) / 1000)
      },
    })
    run.catch(reject)
  })
  await consumer.disconnect()
  return { seconds, events, bytesRead }
})
