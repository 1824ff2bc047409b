import { LogError } from './event-log.ts'
import type { KafkaAddress } from './kafka-client.ts'
import { endedByBroker, toLogError } from './kafka-error.ts'
import { type KafkaSecurity, NO_SECURITY } from './kafka-security.ts'

/** What is wrong with a log that cannot be opened. A broker that speaks another protocol on a port says nothing: it ends the connection. */
export const openingError = (cause: unknown, { brokers, security }: KafkaAddress): LogError => {
  const where = brokers.join(', ')
  const error = toLogError(`connecting to Kafka at ${where}`, cause)
  if (error.reason !== 'unreachable') return error
  if (!endedByBroker(cause))
    return new LogError(
      'unreachable',
      `no Kafka broker answers at ${where}: is it running, and is the address right?`,
      { cause },
    )
  return new LogError(
    'unreachable',
    `Kafka at ${where} ends each connection as soon as it is asked something: ${guess(error, security)}`,
    { cause },
  )
}

const guess = ({ message }: LogError, { tls, sasl }: KafkaSecurity = NO_SECURITY): string => {
  if (tls !== null && /before secure TLS/.test(message)) return 'does it speak TLS on this port? --kafka-tls is on'
  const missing = [
    ...(tls === null ? ['TLS (--kafka-tls on)'] : []),
    ...(sasl === null ? ['a login (--kafka-sasl)'] : []),
  ]
  return missing.length > 0 ? `does it want ${missing.join(' or ')} on this port?` : 'is it shutting down, or no Kafka?'
}
