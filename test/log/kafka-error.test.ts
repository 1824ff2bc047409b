import { describe, expect, it } from 'vitest'
import { toLogError } from '../../src/log/kafka-error.ts'

const protocolError = (type: string) => Object.assign(new Error(type), { type, retriable: false })

describe('an error of Kafka', () => {
  it.each([
    ['INVALID_PRODUCER_EPOCH', 'fenced'],
    ['Unknown error code 90', 'fenced'], // as kafkajs says PRODUCER_FENCED
    ['INVALID_PRODUCER_ID_MAPPING', 'unreachable'], // the transactional id has expired: take the partition again
    ['UNKNOWN_PRODUCER_ID', 'unreachable'],
    ['INVALID_TXN_STATE', 'unreachable'],
    ['MESSAGE_TOO_LARGE', 'too_large'],
    ['TOPIC_AUTHORIZATION_FAILED', 'unauthorized'],
  ])('%s is %s, also where kafkajs has wrapped it', (type, reason) => {
    const cause = protocolError(type)
    expect(toLogError('testing', cause)).toMatchObject({ reason })
    expect(toLogError('testing', Object.assign(new Error('gave up'), { cause }))).toMatchObject({ reason })
  })
})

describe('an error of kafkajs itself', () => {
  it.each([
    ['KafkaJSGroupCoordinatorNotFound', 'unreachable'],
    ['KafkaJSLockTimeout', 'unreachable'],
    ['KafkaJSConnectionError', 'unreachable'],
    ['KafkaJSNotImplemented', 'unsupported'],
  ])('%s is %s, though it may call itself not retriable', (name, reason) => {
    const error = Object.assign(new Error(name), { name, retriable: false })
    expect(toLogError('testing', error)).toMatchObject({ reason })
  })
})
