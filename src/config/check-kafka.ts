import type { LOG_FLAGS } from './command-flags.ts'
import type { Given } from './command-line.ts'
import { belongTogether } from './pem.ts'

type KafkaGiven = Given<typeof LOG_FLAGS>

/**
 * What is wrong with how to get at Kafka, one problem a line. Nothing for another log: an environment may be set up for both. A value that
 * could not be decoded is undefined, and said by its codec.
 */
export const checkKafka = (given: KafkaGiven): readonly string[] =>
  given.config.log?.kind === 'kafka' ? [...tlsProblems(given), ...loginProblems(given)] : []

const tlsProblems = ({ config, givenBy }: KafkaGiven): string[] => {
  const { kafkaTls, kafkaCert, kafkaKey } = config
  const problems: string[] = []
  if (kafkaTls === false)
    for (const name of [givenBy.kafkaCa, givenBy.kafkaCert, givenBy.kafkaKey])
      if (name !== undefined) problems.push(`${name}: is of no use without --kafka-tls on`)
  if (kafkaCert === null && kafkaKey != null)
    problems.push(`${givenBy.kafkaKey}: its certificate is missing: --kafka-cert`)
  if (kafkaKey === null && kafkaCert != null)
    problems.push(`${givenBy.kafkaCert}: its private key is missing: --kafka-key`)
  if (kafkaCert != null && kafkaKey != null && !belongTogether(kafkaCert, kafkaKey))
    problems.push(`${givenBy.kafkaKey}: is not the private key of the certificate that ${givenBy.kafkaCert} names`)
  return problems
}

const loginProblems = ({ config, givenBy }: KafkaGiven): string[] => {
  const { kafkaSasl, kafkaUser, kafkaPassword, kafkaTokenFile, kafkaTls, insecure } = config
  if (kafkaSasl === undefined) return []
  const isByToken = kafkaSasl === 'oauthbearer'
  const isByPassword = kafkaSasl !== null && !isByToken
  const problems: string[] = []
  const need = (flag: string, value: unknown) => {
    if (value === null) problems.push(`${givenBy.kafkaSasl}: ${kafkaSasl} needs ${flag}`)
  }
  const unused = (name: string | undefined, wants: string) => {
    if (name !== undefined) problems.push(`${name}: is of no use without --kafka-sasl ${wants}`)
  }
  if (isByPassword) {
    need('--kafka-user', kafkaUser)
    need('--kafka-password-file, or TIDELINE_KAFKA_PASSWORD', kafkaPassword)
  } else {
    unused(givenBy.kafkaUser, 'plain or scram-sha-256 or scram-sha-512')
    unused(givenBy.kafkaPassword, 'plain or scram-sha-256 or scram-sha-512')
  }
  if (isByToken) need('--kafka-token-file', kafkaTokenFile)
  else unused(givenBy.kafkaTokenFile, 'oauthbearer')
  if (sendsSecret(kafkaSasl) && kafkaTls === false && insecure === false) {
    const what = isByToken ? 'token' : 'password'
    problems.push(
      `${givenBy.kafkaSasl}: ${kafkaSasl} without --kafka-tls on sends the ${what} for everyone on the way to read; --insecure allows it`,
    )
  }
  return problems
}

const sendsSecret = (sasl: string | null | undefined): boolean => sasl === 'plain' || sasl === 'oauthbearer'

/** What is allowed, and less safe than its user may think. */
export const warnOfKafka = ({ config: { log, kafkaSasl, kafkaTls }, givenBy }: KafkaGiven): readonly string[] => {
  if (log?.kind !== 'kafka' || kafkaTls !== false || kafkaSasl == null) return []
  if (sendsSecret(kafkaSasl))
    return [
      `${givenBy.insecure ?? '--insecure'}: ${kafkaSasl} without TLS: who is on the way to Kafka can log in as this user from now on`,
    ]
  return [
    `${givenBy.kafkaSasl}: ${kafkaSasl} without TLS does not send the password, but who is on the way to Kafka can read and change all else, and try to guess a weak one`,
  ]
}
