import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText } from '../../src/cli/read-text.ts'
import { checkKafka, warnOfKafka } from '../../src/config/check-kafka.ts'
import { VERIFY_FLAGS } from '../../src/config/command-flags.ts'
import { PemCertificates, PemKey } from '../../src/config/pem.ts'
import { type Environment, readConfig } from '../../src/config.ts'
import { makeAuthority, opensslMissing } from '../support/certificates.ts'

const PASSWORD = { TIDELINE_KAFKA_PASSWORD: 'correct-horse' }

const read = (args: string, env: Environment = {}, log = 'kafka://h:1') =>
  readConfig(
    { name: 'verify', summary: '', flags: VERIFY_FLAGS, check: checkKafka, warn: warnOfKafka },
    ['--log', log, ...args.split(' ').filter(Boolean)],
    env,
    readText,
  )
const problemsOf = (args: string, env: Environment = {}) => {
  const found = read(args, env)
  return found.kind === 'problems' ? found.problems : found.kind
}

describe('the login to Kafka', () => {
  it.each([
    ['', {}],
    ['--kafka-tls on', {}],
    ['--kafka-tls on --kafka-sasl plain --kafka-user u', PASSWORD],
    ['--kafka-tls on --kafka-sasl scram-sha-512 --kafka-user u', PASSWORD],
    ['--kafka-tls on --kafka-sasl oauthbearer --kafka-token-file t', {}],
  ])('may be %j', (args, env) => {
    expect(read(args, env)).toMatchObject({ kind: 'config', warnings: [] })
  })

  it.each([
    [
      '--kafka-tls on --kafka-sasl plain',
      {},
      [
        '--kafka-sasl: plain needs --kafka-user',
        '--kafka-sasl: plain needs --kafka-password-file, or TIDELINE_KAFKA_PASSWORD',
      ],
    ],
    ['--kafka-tls on --kafka-sasl oauthbearer', {}, ['--kafka-sasl: oauthbearer needs --kafka-token-file']],
    [
      '--kafka-user u',
      PASSWORD,
      ['--kafka-user: is of no use without --kafka-sasl', 'TIDELINE_KAFKA_PASSWORD: is of no use without'],
    ],
    ['--kafka-token-file t', {}, ['--kafka-token-file: is of no use without --kafka-sasl oauthbearer']],
    [
      '--kafka-sasl plain --kafka-user u',
      PASSWORD,
      [
        '--kafka-sasl: plain without --kafka-tls on sends the password for everyone on the way to read; --insecure allows it',
      ],
    ],
    [
      '--kafka-sasl oauthbearer --kafka-token-file t',
      {},
      ['--kafka-sasl: oauthbearer without --kafka-tls on sends the token for everyone'],
    ],
    [
      '--kafka-sasl scram-sha-1',
      {},
      ['--kafka-sasl: "scram-sha-1" is not one of plain, scram-sha-256, scram-sha-512, oauthbearer'],
    ],
  ])('may not be %j', (args, env, problems) => {
    expect(problemsOf(args, env)).toEqual(problems.map((problem) => expect.stringContaining(problem)))
  })

  it('warns of what is allowed and less safe than it looks', () => {
    expect(read('--kafka-sasl scram-sha-256 --kafka-user u', PASSWORD)).toMatchObject({
      warnings: [expect.stringMatching(/^--kafka-sasl: scram-sha-256 without TLS does not send the password, but/)],
    })
    expect(read('--kafka-sasl plain --kafka-user u --insecure', PASSWORD)).toMatchObject({
      warnings: [expect.stringMatching(/^--insecure: plain without TLS: who is on the way to Kafka can log in/)],
    })
  })

  it('is not looked at where the log is another one', () => {
    expect(read('--kafka-sasl plain', {}, 'lmdb:x')).toMatchObject({ kind: 'config', warnings: [] })
  })
})

const missing = opensslMissing()
if (missing !== null) console.warn(`skipped: certificates for Kafka (${missing})`)

describe.skipIf(missing !== null)('the certificates for Kafka', { timeout: 30_000 }, () => {
  let folder = ''
  let authority: Awaited<ReturnType<typeof makeAuthority>>
  let client: Awaited<ReturnType<typeof authority.sign>>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-pem-'))
    authority = await makeAuthority(folder, 'authority')
    client = await authority.sign('client', 'DNS:client')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are taken from their files', async () => {
    const { cert, key } = client
    const found = read(`--kafka-tls on --kafka-ca ${authority.cert} --kafka-cert ${cert} --kafka-key ${key}`)
    expect(found).toMatchObject({ config: { kafkaCa: expect.stringContaining('BEGIN CERTIFICATE') }, warnings: [] })
    expect(found).toMatchObject({ config: { kafkaKey: (await readFile(key, 'utf8')).trimEnd() } })
  })

  it('go with their key, and with TLS', () => {
    const { cert, key } = client
    expect(problemsOf(`--kafka-tls on --kafka-cert ${cert}`)).toEqual([
      '--kafka-cert: its private key is missing: --kafka-key',
    ])
    expect(problemsOf(`--kafka-tls on --kafka-key ${key}`)).toEqual([
      '--kafka-key: its certificate is missing: --kafka-cert',
    ])
    expect(problemsOf(`--kafka-tls on --kafka-cert ${cert} --kafka-key ${authority.key}`)).toEqual([
      '--kafka-key: is not the private key of the certificate that --kafka-cert names',
    ])
    expect(problemsOf(`--kafka-ca ${authority.cert}`)).toEqual(['--kafka-ca: is of no use without --kafka-tls on'])
  })

  it('have to be certificates, and keys; a path that leads nowhere is named, but not that of a key', () => {
    const { cert, key } = client
    expect(problemsOf(`--kafka-tls on --kafka-ca ${key} --kafka-cert /nowhere --kafka-key ${cert}`)).toEqual([
      `--kafka-ca: "${key}": what is in the file is not a certificate in PEM, or several`,
      '--kafka-cert: "/nowhere": there is no such file',
      '--kafka-key: what is in the file is not a private key in PEM without a passphrase',
    ])
  })

  it('may be several in one file, each of them whole', async () => {
    const [one, other] = [await readFile(authority.cert, 'utf8'), await readFile(client.cert, 'utf8')]
    expect(isRight(PemCertificates.decode(`# ours\n${one}\n# theirs\n${other}`))).toBe(true)
    expect(isRight(PemCertificates.decode(one + other.replace(/M/g, 'N')))).toBe(false)
    expect(isRight(PemCertificates.decode(''))).toBe(false)
    expect(isRight(PemKey.decode(one))).toBe(false)
  })
})
