import { describe, expect, it } from 'vitest'
import { toLogError } from '../../src/log/kafka-error.ts'

/** As kafkajs has them, wrapped once more when it gives up. */
const wrapped = (failure: object) =>
  Object.assign(new Error('gave up'), {
    name: 'KafkaJSNumberOfRetriesExceeded',
    cause: Object.assign(new Error('no'), failure),
  })
const connection = (code: string, message = 'no') =>
  wrapped({ name: 'KafkaJSConnectionError', code, broker: 'h:1', message })

describe('who is not let in, or does not trust the broker', () => {
  it.each([
    [
      connection('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'the certificate of h:1 is signed by nobody who is known here (UNABLE_TO_VERIFY_LEAF_SIGNATURE): name its authority with --kafka-ca',
    ],
    [
      connection('CERT_HAS_EXPIRED'),
      'the certificate of h:1 has expired (CERT_HAS_EXPIRED): it has to be renewed there, if the clock is right here',
    ],
    [
      connection('CERT_NOT_YET_VALID'),
      'the certificate of h:1 is not valid yet (CERT_NOT_YET_VALID): is the clock right here?',
    ],
    [
      connection(
        'ERR_TLS_CERT_ALTNAME_INVALID',
        "Connection error: Hostname/IP does not match certificate's altnames: Host: h. is not in the cert's altnames: DNS:x",
      ),
      "the certificate of h:1 is not for that name (ERR_TLS_CERT_ALTNAME_INVALID): Host: h. is not in the cert's altnames: DNS:x; --log has to call the broker, and the broker itself, by a name that the certificate is for",
    ],
    [
      connection('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'),
      'h:1 does not take our certificate, or misses it (ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE): --kafka-cert and --kafka-key name it',
    ],
    [
      connection('ERR_SSL_WRONG_VERSION_NUMBER'),
      'h:1 and we do not agree on TLS (ERR_SSL_WRONG_VERSION_NUMBER): does it speak TLS on this port?',
    ],
    [
      wrapped({ name: 'KafkaJSSASLAuthenticationError', message: 'said so' }),
      'the broker does not let us in (said so): check --kafka-user and its password, or the token, and --kafka-sasl',
    ],
    [
      wrapped({ type: 'ILLEGAL_SASL_STATE', retriable: false }),
      'the broker asks for no login on this port: leave --kafka-sasl out, or use another port',
    ],
    [
      wrapped({ type: 'UNSUPPORTED_SASL_MECHANISM', retriable: false }),
      'the broker does not know the mechanism of --kafka-sasl on this port: use one that it has',
    ],
  ])('is told what to do: %#', (error, words) => {
    expect(toLogError('asking', error)).toMatchObject({ reason: 'unauthenticated', message: `asking: ${words}` })
  })

  it('is not who loses a connection', () => {
    expect(toLogError('asking', connection('ECONNRESET'))).toMatchObject({ reason: 'unreachable' })
  })
})

it.each([
  ['TOPIC_AUTHORIZATION_FAILED', 'topic'],
  ['GROUP_AUTHORIZATION_FAILED', 'group'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'transactional id'],
])('%s is a right that is missing', (type, what) => {
  expect(toLogError('asking', wrapped({ type, retriable: false }))).toMatchObject({
    reason: 'unauthorized',
    message: `asking: the broker does not allow it (${type}): the user lacks a right on this ${what}; docs/configuration.md lists those that are needed`,
  })
})
