import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, type KeyPair, makeAuthority } from './certificates.ts'
import { type KafkaBroker, startKafkaBroker } from './kafka-broker.ts'

export const PASSWORD = 'correct-horse-battery'

/** The listeners of a broker that has one of each kind, besides the plain one. */
export type Listener = 'SASL_TLS' | 'MUTUAL' | 'EXPIRED' | 'ADDRESS' | 'SASL_CLEAR'

const PROTOCOLS: Readonly<Record<Listener, string>> = {
  SASL_TLS: 'SASL_SSL',
  MUTUAL: 'SSL',
  EXPIRED: 'SSL',
  ADDRESS: 'SSL',
  SASL_CLEAR: 'SASL_PLAINTEXT',
}

export interface SecureBroker extends KafkaBroker {
  readonly authority: Authority
  /** Of a client, signed by the authority. */
  readonly client: KeyPair
  /** A folder for more files of the test. */
  readonly folder: string
  /** The log's URL by way of a listener. */
  urlOf(listener: Listener): string
}

/** A token of the kind that Kafka's validator for tests takes: it is signed by nobody. */
export const unsecuredToken = (user: string, seconds: number): string => {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub: user, iat: nowSeconds, exp: nowSeconds + seconds })}.`
}

const keyStore = (listener: Listener, { both }: KeyPair): Record<string, string> => ({
  [`listener.name.${listener.toLowerCase()}.ssl.keystore.type`]: 'PEM',
  [`listener.name.${listener.toLowerCase()}.ssl.keystore.location`]: both,
})

const MODULES = {
  'scram-sha-256': 'org.apache.kafka.common.security.scram.ScramLoginModule required',
  'scram-sha-512': 'org.apache.kafka.common.security.scram.ScramLoginModule required',
  plain: `org.apache.kafka.common.security.plain.PlainLoginModule required user_tideline="${PASSWORD}"`,
  oauthbearer:
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker"',
}

const saslOf = (listener: Listener, mechanisms: readonly (keyof typeof MODULES)[]): Record<string, string> => {
  const prefix = `listener.name.${listener.toLowerCase()}`
  const jaas = mechanisms.map((mechanism) => [`${prefix}.${mechanism}.sasl.jaas.config`, `${MODULES[mechanism]};`])
  const enabled = mechanisms.map((mechanism) => mechanism.toUpperCase()).join(',')
  return { [`${prefix}.sasl.enabled.mechanisms`]: enabled, ...Object.fromEntries(jaas) }
}

/**
 * A broker with TLS, client certificates and every login, where only the users `tideline` and who needs no login may do everything.
 * Its SCRAM users are `tideline` and `stranger`, who has no rights; a session lasts `sessionMs`.
 */
export const startSecureBroker = async (version: string, sessionMs: number): Promise<SecureBroker> => {
  const folder = await mkdtemp(join(tmpdir(), 'tideline-secure-'))
  const authority = await makeAuthority(folder, 'authority')
  const broker = await authority.sign('localhost', 'DNS:localhost,IP:127.0.0.1')
  const expired = await authority.sign('expired', 'DNS:localhost', -1)
  const elsewhere = await authority.sign('elsewhere', 'DNS:kafka.example.com')
  const client = await authority.sign('client', 'DNS:client')
  const listeners = Object.keys(PROTOCOLS) as Listener[]
  const protocols = Object.entries(PROTOCOLS).map(([name, protocol]) => `${name}:${protocol}`)
  const users = ['tideline', 'stranger'].flatMap((name) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism) => `${mechanism}=[name=${name},password=${PASSWORD}]`),
  )
  const started = await startKafkaBroker({
    version,
    listeners,
    scramUsers: users,
    settings: {
      'listener.security.protocol.map': ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT', ...protocols].join(','),
      ...keyStore('SASL_TLS', broker),
      ...keyStore('MUTUAL', broker),
      ...keyStore('EXPIRED', expired),
      ...keyStore('ADDRESS', elsewhere),
      'listener.name.mutual.ssl.client.auth': 'required',
      'listener.name.mutual.ssl.truststore.type': 'PEM',
      'listener.name.mutual.ssl.truststore.location': authority.cert,
      ...saslOf('SASL_TLS', ['scram-sha-256', 'scram-sha-512', 'plain', 'oauthbearer']),
      ...saslOf('SASL_CLEAR', ['scram-sha-256', 'plain']),
      'listener.name.sasl_tls.connections.max.reauth.ms': String(sessionMs),
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS;User:tideline;User:CN=client',
    },
  })
  return {
    ...started,
    authority,
    client,
    folder,
    urlOf: (listener) => `kafka://localhost:${started.portOf(listener)}`,
    stop: async () => {
      await started.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A file with a secret, as it should be kept. */
export const secretFile = async (folder: string, name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, `${text}\n`, { mode: 0o600 })
  return path
}
