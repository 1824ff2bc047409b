import { readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKafkaLog } from '../../src/log/kafka-log.ts'
import type { KafkaLogin, KafkaSecurity, KafkaTls } from '../../src/log/kafka-security.ts'
import { makeAuthority, opensslMissing } from '../support/certificates.ts'
import { javaAndMaven } from '../support/kafka-broker.ts'
import {
  type Listener,
  PASSWORD,
  type SecureBroker,
  secretFile,
  startSecureBroker,
  unsecuredToken,
} from '../support/secure-broker.ts'
import { newTopic, readAll, texts, valuesOf } from './contract/fixture.ts'

const missing = javaAndMaven() ?? opensslMissing()
if (missing !== null) console.warn(`skipped: Kafka with TLS and logins (${missing})`)

/** kafkajs logs in again 10 s before a session would end: here every second. */
const SESSION_MS = 11_000

describe.skipIf(missing !== null)('Kafka with TLS and a login', { timeout: 60_000 }, () => {
  let broker: SecureBroker
  let tls: KafkaTls
  let otherAuthority = ''
  beforeAll(async () => {
    broker = await startSecureBroker('4.4.0', SESSION_MS)
    const elsewhere = await mkdtemp(join(broker.folder, 'other-'))
    otherAuthority = (await makeAuthority(elsewhere, 'authority')).cert
    tls = { ca: readFileSync(broker.authority.cert, 'utf8'), cert: null, key: null }
  }, 300_000)
  afterAll(() => broker?.stop())

  const scram = (user = 'tideline', password = PASSWORD): KafkaLogin => ({ mechanism: 'scram-sha-256', user, password })
  const brokersAt = (listener: Listener | 'PLAINTEXT') =>
    listener === 'PLAINTEXT' ? broker.brokers : [`localhost:${broker.portOf(listener)}`]
  const open = (listener: Listener | 'PLAINTEXT', security: KafkaSecurity) =>
    openKafkaLog({ brokers: brokersAt(listener), security })

  /** Appends, reads and commits through every kind of connection that there is. */
  const useIt = async (listener: Listener, security: KafkaSecurity) => {
    const log = await open(listener, security)
    try {
      const topic = await newTopic(log)
      await log.append(topic, texts(['a', 'b']))
      expect((await readAll(log, topic)).map(valuesOf)).toEqual([['a', 'b']])
    } finally {
      await log.close()
    }
  }

  it.concurrent.each([
    'scram-sha-256',
    'scram-sha-512',
    'plain',
  ] as const)('lets in a user by %s', async (mechanism) => {
    await useIt('SASL_TLS', { tls, sasl: { mechanism, user: 'tideline', password: PASSWORD } })
  })

  it.concurrent('lets in a token, and a certificate', async () => {
    const tokenFile = await secretFile(broker.folder, 'token', unsecuredToken('tideline', 600))
    await useIt('SASL_TLS', { tls, sasl: { mechanism: 'oauthbearer', tokenFile } })
    const [cert, key] = [broker.client.cert, broker.client.key].map((path) => readFileSync(path, 'utf8'))
    await useIt('MUTUAL', { tls: { ...tls, cert: cert!, key: key! }, sasl: null })
  })

  it.concurrent('lets in a user without TLS where that is wanted', async () => {
    await useIt('SASL_CLEAR', { tls: null, sasl: scram() })
  })

  it.concurrent('logs in again before a session ends, in the middle of all', async () => {
    const log = await open('SASL_TLS', { tls, sasl: scram() })
    try {
      const topic = await newTopic(log)
      const until = Date.now() + 4_000
      let sent = 0
      for (; Date.now() < until; sent++) {
        await Promise.all([log.append(topic, texts([String(sent)])), log.bounds(topic), sleep(10)])
      }
      expect((await readAll(log, topic)).flatMap(valuesOf)).toHaveLength(sent)
    } finally {
      await log.close()
    }
  })

  const token = async (name: string, text: string): Promise<KafkaLogin> => {
    const tokenFile = join(broker.folder, name)
    await writeFile(tokenFile, text)
    return { mechanism: 'oauthbearer', tokenFile }
  }

  it.concurrent('reads the token again at each login, and goes on with a good one after a bad one', async () => {
    const sasl = await token('renewed', unsecuredToken('tideline', 600))
    const log = await open('SASL_TLS', { tls, sasl })
    try {
      const topic = await newTopic(log)
      await log.append(topic, texts(['a']))
      await token('renewed', 'hunter2.hunter2.')
      await sleep(2_000) // its session is to be renewed by now
      await expect(log.append(topic, texts(['b']))).rejects.toMatchObject({ reason: 'unauthenticated' })
      await token('renewed', unsecuredToken('tideline', 600))
      await log.append(topic, texts(['c']))
      expect((await readAll(log, topic)).flatMap(valuesOf)).toEqual(['a', 'c'])
    } finally {
      await log.close()
    }
  })

  it.concurrent.each<[string, Listener | 'PLAINTEXT', () => Promise<KafkaSecurity> | KafkaSecurity, RegExp]>([
    [
      'a wrong password',
      'SASL_TLS',
      () => ({ tls, sasl: scram('tideline', 'hunter2') }),
      /does not let us in \(SASL SCRAM SHA256 authentication failed: .*invalid credentials.*\): check --kafka-user and its password/,
    ],
    [
      'a wrong password in plain',
      'SASL_TLS',
      () => ({ tls, sasl: { mechanism: 'plain', user: 'tideline', password: 'hunter2' } }),
      /does not let us in \(.*Invalid username or password\): check/,
    ],
    [
      'a user that it does not know',
      'SASL_TLS',
      () => ({ tls, sasl: scram('nobody') }),
      /does not let us in .*: check --kafka-user/,
    ],
    [
      'a token that is none',
      'SASL_TLS',
      async () => ({ tls, sasl: await token('bad', 'hunter2.hunter2.') }),
      /does not let us in \(.*invalid_token.*\): check .* the token/,
    ],
    [
      'a token that has expired',
      'SASL_TLS',
      async () => ({ tls, sasl: await token('old', unsecuredToken('tideline', -600)) }),
      /does not let us in \(.*invalid_token/,
    ],
    [
      'a token file that is not there',
      'SASL_TLS',
      () => ({ tls, sasl: { mechanism: 'oauthbearer', tokenFile: '/nowhere' } }),
      /^logging in to Kafka: the token file \/nowhere is not there$/,
    ],
    [
      'an empty token file',
      'SASL_TLS',
      async () => ({ tls, sasl: await token('empty', '\n') }),
      /the token file .*empty is empty$/,
    ],
    [
      'no certificate where it wants one',
      'MUTUAL',
      () => ({ tls, sasl: null }),
      /does not take our certificate, or misses it \(ERR_SSL.*\): --kafka-cert and --kafka-key name it$/,
    ],
    [
      'a mechanism that it does not have',
      'SASL_CLEAR',
      () => ({ tls: null, sasl: { ...scram(), mechanism: 'scram-sha-512' } as KafkaLogin }),
      /does not know the mechanism of --kafka-sasl on this port/,
    ],
    [
      'a login where none is asked for',
      'PLAINTEXT',
      () => ({ tls: null, sasl: scram() }),
      /asks for no login on this port: leave --kafka-sasl out/,
    ],
  ])('does not let in %s', async (_, listener, security, words) => {
    const opened = open(listener, await security())
    await expect(opened).rejects.toMatchObject({
      name: 'LogError',
      reason: 'unauthenticated',
      message: expect.stringMatching(words),
    })
    await expect(opened).rejects.toMatchObject({ message: expect.not.stringContaining('hunter2') })
  })

  it.concurrent.each<[string, Listener, () => Promise<KafkaTls> | KafkaTls, RegExp]>([
    [
      'by an authority that is not known',
      'MUTUAL',
      () => ({ ...tls, ca: null }),
      /certificate of localhost:\d+ is signed by nobody who is known here \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): name its authority with --kafka-ca$/,
    ],
    [
      'by another authority of the same name',
      'MUTUAL',
      () => ({ ...tls, ca: readFileSync(otherAuthority, 'utf8') }),
      /certificate of localhost:\d+ is signed by nobody who is known here \([A-Z_]+\): name its authority with --kafka-ca$/,
    ],
    [
      'that has expired',
      'EXPIRED',
      () => tls,
      /certificate of localhost:\d+ has expired \(CERT_HAS_EXPIRED\): it has to be renewed there/,
    ],
    [
      'of another host',
      'ADDRESS',
      () => tls,
      /is not for that name \(ERR_TLS_CERT_ALTNAME_INVALID\): .*DNS:kafka\.example\.com; --log has to call the broker/,
    ],
  ])('is not trusted with a certificate %s', async (_, listener, tlsOf, words) => {
    await expect(open(listener, { tls: await tlsOf(), sasl: null })).rejects.toMatchObject({
      reason: 'unauthenticated',
      message: expect.stringMatching(words),
    })
  })

  it.concurrent.each<[string, Listener | 'PLAINTEXT', boolean, RegExp]>([
    [
      'TLS where it speaks none',
      'PLAINTEXT',
      true,
      /ends each connection as soon as it is asked something: does it speak TLS on this port\? --kafka-tls is on$/,
    ],
    [
      'no TLS where it speaks it',
      'MUTUAL',
      false,
      /does it want TLS \(--kafka-tls on\) or a login \(--kafka-sasl\) on this port\?$/,
    ],
    ['no login where it wants one', 'SASL_TLS', true, /does it want a login \(--kafka-sasl\) on this port\?$/],
  ])('may be waited for, with a guess at what is wrong, after %s', async (_, listener, isTls, words) => {
    await expect(open(listener, { tls: isTls ? tls : null, sasl: null })).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(words),
    })
  })

  it.concurrent('says what a user may not do', async () => {
    const log = await open('SASL_TLS', { tls, sasl: scram('stranger') })
    await expect(log.bounds('events')).rejects.toMatchObject({
      reason: 'unauthorized',
      message:
        'looking for topic events: the broker does not allow it (TOPIC_AUTHORIZATION_FAILED): the user lacks a right on this topic; ' +
        'docs/configuration.md lists those that are needed',
    })
    await log.close()
  })
})
