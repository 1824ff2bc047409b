import type { ConfigOf } from '../config/flag.ts'
import type { KAFKA_FLAGS } from '../config/kafka-flags.ts'
import type { KafkaLogin, KafkaSecurity } from '../log/kafka-security.ts'

export type KafkaSettings = ConfigOf<typeof KAFKA_FLAGS>

/** What the settings say of TLS and the login, as the log takes it. They go together: config/check-kafka.ts has seen to that. */
export const kafkaSecurity = (settings: Partial<KafkaSettings>): KafkaSecurity => {
  const { kafkaTls = false, kafkaCa = null, kafkaCert = null, kafkaKey = null } = settings
  return { tls: kafkaTls ? { ca: kafkaCa, cert: kafkaCert, key: kafkaKey } : null, sasl: loginOf(settings) }
}

const loginOf = ({
  kafkaSasl,
  kafkaUser,
  kafkaPassword,
  kafkaTokenFile,
}: Partial<KafkaSettings>): KafkaLogin | null => {
  if (kafkaSasl == null) return null
  if (kafkaSasl === 'oauthbearer') return { mechanism: kafkaSasl, tokenFile: kafkaTokenFile! }
  return { mechanism: kafkaSasl, user: kafkaUser!, password: kafkaPassword! }
}
