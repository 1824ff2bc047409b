import type * as Kafkajs from 'kafkajs'
import { saslOptions } from './kafka-login.ts'
import { type KafkaDecoder, patchedKafkajs } from './kafka-patched.ts'
import { type KafkaSecurity, NO_SECURITY } from './kafka-security.ts'
import { kafkaSockets } from './kafka-sockets.ts'
import { secureContextOf } from './kafka-tls.ts'
import type { OutgoingRecord } from './record-batch.ts'

export type { Admin, Consumer, Kafka, KafkaMessage, Producer } from 'kafkajs'
export type { FetchedBatch, KafkaDecoder } from './kafka-patched.ts'

/** What kafkajs has to tell; without one it is silent. */
export type KafkaLogger = (level: 'error' | 'warn' | 'info' | 'debug', message: string, detail: object) => void

export interface KafkaAddress {
  readonly brokers: readonly string[]
  readonly clientId?: string
  readonly logger?: KafkaLogger
  /** The same in the whole process; `batches` where absent. */
  readonly decoder?: KafkaDecoder
  /** In the clear, without a login, where absent. */
  readonly security?: KafkaSecurity
  /** Is told why a group is lost to this process, which joins it again after the pause; every 10 s at most. */
  readonly tell?: (trouble: string, pauseMs: number) => void
}

const levels = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const

/** How long an answer is waited for; a member of a group whose heartbeat takes longer is none any more. */
const REQUEST_MS = 10_000

/** Its retries last some 5 s: a coordinator that is just being made takes that long, and who needs more goes on by itself. */
export const kafkaClient = (
  { brokers, clientId = 'tideline', logger, decoder = 'batches', security = NO_SECURITY }: KafkaAddress,
  sockets = kafkaSockets(secureContextOf(security)),
): Kafkajs.Kafka => {
  const kafkajs = patchedKafkajs(decoder)
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    socketFactory: sockets.connect, // which knows of TLS, so `ssl` is not set here
    ...(security.sasl !== null && { sasl: saslOptions(security.sasl) }),
    connectionTimeout: 3_000,
    requestTimeout: REQUEST_MS,
    retry: { initialRetryTime: 20, multiplier: 1.5, maxRetryTime: 500, retries: 16 },
    logLevel: logger === undefined ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.INFO,
    logCreator:
      () =>
      ({ level, log: { message, timestamp, ...detail } }) => {
        if (level !== kafkajs.logLevel.NOTHING) logger?.(levels[level], message, detail)
      },
  })
}

/** Records as messages of kafkajs, which looks at nothing but their partition and whether they have a value. */
export const asMessages = (records: readonly OutgoingRecord[]): Kafkajs.Message[] =>
  records as unknown as Kafkajs.Message[]
