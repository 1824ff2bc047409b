import { LogError, type LogErrorReason } from './event-log.ts'
import { denialOf, type KafkaFailure } from './kafka-denial.ts'

/** What Kafka calls the errors that say "another producer has this transactional id now". */
const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'])
/**
 * Not retriable, says Kafka, and means this producer, transaction or member, of which another one may be made: a producer that was
 * forgotten, as it is after 7 idle days, a transaction that is not where its client takes it to be.
 */
const SPENT = new Set([
  'UNKNOWN',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'TRANSACTION_COORDINATOR_FENCED',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
])
/** What kafkajs itself will never do. All else that it calls not retriable (locks, coordinators not found) may go away. */
const NEVER = new Set([
  'KafkaJSNotImplemented',
  'KafkaJSServerDoesNotSupportApiKey',
  'KafkaJSUnsupportedMagicByteInMessageSet',
])
/** PRODUCER_FENCED: newer brokers send it, kafkajs 2.2.4 has no name for it and keeps its number in the message only. */
const FENCED_MESSAGE = 'Unknown error code 90'
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'OFFSET_METADATA_TOO_LARGE'])

const failureOf = (error: unknown): KafkaFailure => (typeof error === 'object' && error !== null ? error : {})

/** The error and what caused it, outermost first: kafkajs wraps an error each time that it gives up. */
const chainOf = (error: unknown): unknown[] => {
  const chain: unknown[] = []
  for (let link = error; link !== undefined && !chain.includes(link) && chain.length < 10; ) {
    chain.push(link)
    const { cause, errors } = failureOf(link)
    link = cause ?? errors?.[0]
  }
  return chain
}

export const isKafkaError = (error: unknown, type: string): boolean =>
  chainOf(error).some((link) => failureOf(link).type === type)

const ENDED = /Closed connection|ECONNRESET|socket hang up|socket disconnected|socket has been ended|EPIPE/

/** Whether a broker was reached, and ended the connection without a word. */
export const endedByBroker = (error: unknown): boolean =>
  chainOf(error).some((link) => ENDED.test(failureOf(link).message ?? ''))

const reasonOf = (chain: readonly unknown[]): LogErrorReason => {
  const failures = chain.map(failureOf)
  if (failures.some(({ type, message }) => FENCED.has(type ?? '') || message === FENCED_MESSAGE)) return 'fenced'
  if (failures.some(({ type }) => TOO_LARGE.has(type ?? ''))) return 'too_large'
  if (failures.some(({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION')) return 'no_such_topic'
  return isForGood(failures.at(-1) ?? {}) ? 'unsupported' : 'unreachable'
}

const isForGood = ({ name, type, retriable }: KafkaFailure): boolean =>
  type === undefined ? NEVER.has(name ?? '') : retriable === false && !SPENT.has(type)

/**
 * An error of kafkajs as the port's. What Kafka calls retriable, or what only ends a producer, and what never came from Kafka
 * (sockets, time-outs) is `unreachable`: it may go away. Who is not let in is `unauthenticated`, who may not do it `unauthorized`. What Kafka
 * refuses for good otherwise is `unsupported`.
 */
export const toLogError = (doing: string, error: unknown): LogError => {
  const chain = chainOf(error)
  const known = chain.find((link) => link instanceof LogError)
  if (known !== undefined) return known
  const denial = denialOf(chain.map(failureOf))
  if (denial !== null) return new LogError(denial.reason, `${doing}: ${denial.words}`, { cause: error })
  const root = chain.at(-1)
  const said = root instanceof Error ? root.message : String(root)
  return new LogError(reasonOf(chain), `${doing}: ${said}`, { cause: error })
}
