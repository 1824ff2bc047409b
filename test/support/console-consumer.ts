import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { KafkaBroker } from './kafka-broker.ts'
import { kafkaJars } from './kafka-jars.ts'

/** Of Kafka's programs, which talk to any broker. */
const VERSION = '4.3.1'

/** Fetches it, where that was not done before. */
export const consoleConsumerJars = (): Promise<string> => kafkaJars(VERSION, 'kafka-tools')

/**
 * What Kafka's own console consumer (bin/kafka-console-consumer.sh) prints of a topic with this many committed records: one line each, with
 * its headers, `name:value` between commas, a tab, and its value.
 */
export const consoleConsumer = async ({ brokers }: KafkaBroker, topic: string, records: number): Promise<string[]> => {
  const classpath = `${await consoleConsumerJars()}/*`
  const main = 'org.apache.kafka.tools.consumer.ConsoleConsumer'
  const asked = [
    ...['--bootstrap-server', brokers.join(','), '--topic', topic, '--from-beginning'],
    ...['--max-messages', String(records), '--timeout-ms', '60000'],
    ...['--isolation-level', 'read_committed', '--formatter-property', 'print.headers=true'],
  ]
  const { stdout } = await promisify(execFile)('java', ['-cp', classpath, main, ...asked])
  return stdout.trimEnd().split('\n')
}
