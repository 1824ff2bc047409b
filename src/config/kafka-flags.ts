import * as t from 'io-ts'
import { flag, OnOff, optional, secret, secretText, textOf, toggle } from './flag.ts'
import { Path } from './paths-and-times.ts'
import { PemCertificates, PemKey } from './pem.ts'
import { textCodec } from './text-codec.ts'

export const SaslMechanism = t.keyof(
  { plain: null, 'scram-sha-256': null, 'scram-sha-512': null, oauthbearer: null },
  'one of plain, scram-sha-256, scram-sha-512, oauthbearer',
)

const line = (noun: string) =>
  textCodec(`a ${noun} of one line`, t.string, (text) => (/^[^\0\r\n]+$/.test(text) ? text : null))

/** How a Kafka broker is known for what it is, and knows us: what every command takes that opens a log. */
export const KAFKA_FLAGS = {
  kafkaTls: flag('--kafka-tls <on|off>', OnOff, 'off', 'talk to Kafka over TLS'),
  kafkaCa: textOf(
    '--kafka-ca <path>',
    PemCertificates,
    "the authorities, in PEM, that may have signed the brokers' certificates; those that Node knows where absent",
  ),
  kafkaCert: textOf(
    '--kafka-cert <path>',
    PemCertificates,
    'the certificate, in PEM, to show to brokers that ask for one',
  ),
  kafkaKey: secretText('--kafka-key <path>', PemKey, 'its private key, in PEM, without a passphrase'),
  kafkaSasl: optional(
    '--kafka-sasl <mechanism>',
    SaslMechanism,
    'none',
    'how to log in to Kafka: plain, scram-sha-256, scram-sha-512 or oauthbearer',
  ),
  kafkaUser: optional('--kafka-user <name>', line('user name'), null, 'the user of plain and scram'),
  kafkaPassword: secret(
    '--kafka-password-file <path>',
    line('password'),
    "a file with the user's password; TIDELINE_KAFKA_PASSWORD may hold it instead",
  ),
  kafkaTokenFile: optional(
    '--kafka-token-file <path>',
    Path,
    null,
    'the file with the token of oauthbearer; read again at each login, so whoever renews it writes it there',
  ),
  insecure: toggle('--insecure', 'allow plain and oauthbearer without TLS: who listens has the password, or the token'),
}
