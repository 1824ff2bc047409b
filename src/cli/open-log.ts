import type { LogLocation } from '../config/log-url.ts'
import type { EventLog } from '../log/event-log.ts'
import type { KafkaDecoder } from '../log/kafka-client.ts'
import type { Share } from '../log/share.ts'
import { type KafkaSettings, kafkaSecurity } from './kafka-security.ts'

export interface OpeningOptions extends Partial<KafkaSettings> {
  /** Of the embedded log alone: Kafka deals out the partitions itself. */
  readonly share?: Share | undefined
  readonly kafkaDecoder?: KafkaDecoder
  /** Is told why a consumer group is lost to this process, which goes on trying to join it. */
  readonly tell?: (trouble: string, pauseMs: number) => void
}

/** Opens the log at a place. Each adapter's client library is loaded here, and only the one that is needed. */
export const openLog = async (
  location: LogLocation,
  { share, kafkaDecoder = 'batches', tell, ...settings }: OpeningOptions = {},
): Promise<EventLog> => {
  switch (location.kind) {
    case 'lmdb': {
      const { openEmbeddedLog } = await import('../log/embedded-log.ts')
      return openEmbeddedLog(location.path, share)
    }
    case 'kafka': {
      const { openKafkaLog } = await import('../log/kafka-log.ts')
      const security = kafkaSecurity(settings)
      return openKafkaLog({ brokers: location.brokers, decoder: kafkaDecoder, security, ...(tell && { tell }) })
    }
  }
}
