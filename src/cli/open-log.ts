import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import type { KafkaDecoder } from '../log/kafka-client.ts'
import type { Share } from '../log/share.ts'

export interface OpeningOptions {
  /** Of the embedded log alone: Kafka deals out the partitions itself. */
  readonly share?: Share | undefined
  readonly kafkaDecoder?: KafkaDecoder
}

/** Opens the log at a place. Each adapter's client library is loaded here, and only the one that is needed. */
export const openLog = async (
  location: LogLocation,
  { share, kafkaDecoder = 'batches' }: OpeningOptions = {},
): Promise<EventLog> => {
  switch (location.kind) {
    case 'lmdb': {
      const { openEmbeddedLog } = await import('../log/embedded-log.ts')
      return openEmbeddedLog(location.path, share)
    }
    case 'kafka': {
      const { openKafkaLog } = await import('../log/kafka-log.ts')
      return openKafkaLog({ brokers: location.brokers, decoder: kafkaDecoder })
    }
  }
}
