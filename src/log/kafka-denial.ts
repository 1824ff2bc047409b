import type { LogErrorReason } from './event-log.ts'

/** What is read of an error of kafkajs. */
export interface KafkaFailure {
  readonly name?: string
  readonly type?: string
  readonly code?: string | number
  /** `host:port` */
  readonly broker?: string
  readonly message?: string
  readonly retriable?: boolean
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

export interface Denial {
  readonly reason: LogErrorReason
  /** What was wrong, and what to do about it. */
  readonly words: string
}

/** OpenSSL's names for a certificate whose signer is not known, or is not who it says. */
const UNKNOWN_AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

/** Why a broker does not let us in or do it, or we do not trust it; null where the trouble is another one. The chain of an error, outermost first. */
export const denialOf = (chain: readonly KafkaFailure[]): Denial | null => {
  for (const failure of chain) {
    const words = tlsWords(failure) ?? loginWords(failure)
    if (words !== null) return { reason: 'unauthenticated', words }
    if (failure.type?.endsWith('_AUTHORIZATION_FAILED'))
      return { reason: 'unauthorized', words: rightsWords(failure.type) }
  }
  return null
}

const tlsWords = ({ code, broker = 'the broker', message = '' }: KafkaFailure): string | null => {
  if (typeof code !== 'string') return null
  const certificate = `the certificate of ${broker}`
  if (UNKNOWN_AUTHORITY.has(code))
    return `${certificate} is signed by nobody who is known here (${code}): name its authority with --kafka-ca`
  if (code === 'CERT_HAS_EXPIRED')
    return `${certificate} has expired (${code}): it has to be renewed there, if the clock is right here`
  if (code === 'CERT_NOT_YET_VALID') return `${certificate} is not valid yet (${code}): is the clock right here?`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `${certificate} is not for that name (${code}): ${message.replace(/^.*?altnames: /, '')}; --log has to call the broker, and the broker itself, by a name that the certificate is for`
  if (/ALERT/.test(code))
    return `${broker} does not take our certificate, or misses it (${code}): --kafka-cert and --kafka-key name it`
  if (code.startsWith('ERR_SSL_'))
    return `${broker} and we do not agree on TLS (${code}): does it speak TLS on this port?`
  return null
}

const loginWords = ({ name, type, message = '' }: KafkaFailure): string | null => {
  if (type === 'ILLEGAL_SASL_STATE')
    return 'the broker asks for no login on this port: leave --kafka-sasl out, or use another port'
  if (type === 'UNSUPPORTED_SASL_MECHANISM')
    return 'the broker does not know the mechanism of --kafka-sasl on this port: use one that it has'
  if (name === 'KafkaJSSASLAuthenticationError' || type === 'SASL_AUTHENTICATION_FAILED')
    return `the broker does not let us in (${message}): check --kafka-user and its password, or the token, and --kafka-sasl`
  return null
}

const rightsWords = (type: string): string => {
  const what = type.replace('_AUTHORIZATION_FAILED', '').replaceAll('_', ' ').toLowerCase()
  return `the broker does not allow it (${type}): the user lacks a right on this ${what}; docs/configuration.md lists those that are needed`
}
