import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opensslMissing } from '../support/certificates.ts'
import { javaAndMaven } from '../support/kafka-broker.ts'
import { runCommand, startCommand } from '../support/run-command.ts'
import { PASSWORD, type SecureBroker, secretFile, startSecureBroker, unsecuredToken } from '../support/secure-broker.ts'

const missing = javaAndMaven() ?? opensslMissing()
if (missing !== null) console.warn(`skipped: the pipeline on Kafka with TLS and a login (${missing})`)

const SESSION_MS = 11_000

describe.skipIf(missing !== null)('the pipeline on Kafka with TLS and a login', { timeout: 120_000 }, () => {
  let broker: SecureBroker
  let folder = ''
  /** A file of settings that all commands take, with the log, the login and nothing secret in it. */
  let settings = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-secure-pipeline-'))
    broker = await startSecureBroker('4.4.0', SESSION_MS)
    settings = await settingsFile('scram.json', {
      'kafka-sasl': 'scram-sha-512',
      'kafka-user': 'tideline',
      'kafka-password-file': await secretFile(broker.folder, 'password', PASSWORD),
    })
  }, 300_000)
  afterAll(async () => {
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const settingsFile = async (name: string, login: object): Promise<string> => {
    const tls = { 'kafka-tls': 'on', 'kafka-ca': broker.authority.cert }
    await writeFile(join(folder, name), JSON.stringify({ log: broker.urlOf('SASL_TLS'), ...tls, ...login }))
    return join(folder, name)
  }
  const run = async (command: string, ...args: readonly string[]) => {
    const ended = await runCommand(command, ...args)
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stdout + ended.stderr).not.toContain(PASSWORD)
    return ended.stdout
  }
  const at = (name: string) => join(folder, name)
  const produce = (topic: string, count: number, ...more: readonly string[]) =>
    run('produce', '--config', settings, '--topic', topic, '--rate', '0', '--count', String(count), ...more)

  const toTheEnd = ['--until-end', '--http', 'off']

  /** What `verify` finds in a storage: a summary leaves out commits that a rebalance overtook. */
  const verified = async (storage: string) => {
    const found = JSON.parse(await run('verify', '--config', settings, '--storage', storage, '--json'))
    const of = (what: 'records' | 'deadLetters') =>
      found.partitions.reduce((sum: number, partition: Record<typeof what, number>) => sum + partition[what], 0)
    return { differences: found.differences as number, records: of('records'), deadLetters: of('deadLetters') }
  }

  it('needs no more rights than docs/configuration.md lists, and names what it lacks', async () => {
    const where = ['--config', settings, '--kafka-user', 'stranger', '--storage', at('granted')]
    const ofRun = ['--topic', 'granted', '--group', 'granted', '--http', 'off']
    await produce('granted', 100)
    expect(await runCommand('pipeline', ...where, ...ofRun)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'looking for topic granted: the broker does not allow it (TOPIC_AUTHORIZATION_FAILED): the user lacks a right on this topic',
      ),
    })

    const { READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS, CREATE, DELETE } = AclOperationTypes
    const { TOPIC, GROUP, TRANSACTIONAL_ID } = AclResourceTypes
    const { LITERAL, PREFIXED } = ResourcePatternTypes
    await grant([
      [TOPIC, 'granted', LITERAL, [READ, DESCRIBE, DESCRIBE_CONFIGS]],
      [TOPIC, 'granted_dlq', LITERAL, [CREATE, WRITE, READ, DESCRIBE, DESCRIBE_CONFIGS]],
      [GROUP, 'granted', LITERAL, [READ, DESCRIBE]],
      [TRANSACTIONAL_ID, 'granted-', PREFIXED, [WRITE, DESCRIBE]],
      [GROUP, 'tideline-read-', PREFIXED, [READ, DELETE]],
    ])
    await run('pipeline', ...where, ...ofRun, '--until-end')
    expect(await run('verify', ...where)).toContain('0 differences')
  })

  const grant = async (
    rights: readonly [AclResourceTypes, string, ResourcePatternTypes, readonly AclOperationTypes[]][],
  ) => {
    const admin = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    const common = { principal: 'User:stranger', host: '*', permissionType: AclPermissionTypes.ALLOW }
    await admin.createAcls({
      acl: rights.flatMap(([resourceType, resourceName, resourcePatternType, operations]) =>
        operations.map((operation) => ({ ...common, resourceType, resourceName, resourcePatternType, operation })),
      ),
    })
    await admin.disconnect()
  }

  it.each([1, 2])('runs to its end with --workers %i, and every command opens the log', async (workers) => {
    const [topic, storage] = [`to-the-end-${workers}`, at(`storage-${workers}`)]
    await produce(topic, 2_000)
    const where = ['--config', settings, '--storage', storage]
    await run(
      'pipeline',
      ...where,
      ...['--topic', topic, '--group', topic, '--workers', String(workers), '--until-end', '--http', 'off'],
    )
    const { differences, records, deadLetters } = await verified(storage)
    expect({ differences, records }).toEqual({ differences: 0, records: 2_000 })
    const letters = JSON.parse(await run('dlq', 'stats', '--config', settings, '--topic', `${topic}_dlq`, '--json'))
    expect(letters.letters).toBe(deadLetters)
  })

  /** The command lines of a process and of all below it. */
  const commandLines = async (pid: number): Promise<string> => {
    const own = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter(Boolean)
    return [own, ...(await Promise.all(children.map((child) => commandLines(Number(child)))))].join('\n')
  }

  it('shows the password to no process list', async () => {
    const topic = 'watched'
    await produce(topic, 10)
    const live = startCommand('pipeline', [
      ...['--config', settings, '--topic', topic, '--group', topic, '--storage', at(topic)],
      ...['--workers', '2', '--http', 'off', '--commit-interval', '100ms', '--log-level', 'debug'],
    ])
    await live.said('"committed"')
    const lines = await commandLines(live.child.pid!)
    expect(lines).toContain('pipeline-worker')
    expect(lines).not.toContain(PASSWORD)
    live.child.kill('SIGTERM')
    expect(await live.ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining(PASSWORD) })
  })

  it('is refused at the start where it is not let in, live or not, and says so without the password', async () => {
    const wrong = await secretFile(broker.folder, 'wrong', 'hunter2-hunter2')
    const args = ['--config', settings, '--kafka-password-file', wrong, '--storage', at('refused'), '--http', 'off']
    for (const more of [[], ['--until-end'], ['--workers', '2']]) {
      const { code, stderr } = await runCommand('pipeline', ...args, ...more)
      expect(code).toBe(2)
      expect(stderr).toContain(
        `connecting to Kafka at localhost:${broker.portOf('SASL_TLS')}: the broker does not let us in`,
      )
      expect(stderr).not.toContain('hunter2')
    }
    expect(await readdir(folder)).not.toContain('refused')
  })

  it.each([
    1, 2,
  ])('goes on trying when it is not let in any more, says so, and goes on when it is, with --workers %i', async (workers) => {
    const topic = `locked-out-${workers}`
    const tokenFile = await secretFile(broker.folder, topic, unsecuredToken('tideline', 600))
    const byToken = await settingsFile(`${topic}.json`, { 'kafka-sasl': 'oauthbearer', 'kafka-token-file': tokenFile })
    await produce(topic, 100, '--invalid', '0%')
    const live = startCommand('pipeline', [
      ...[
        '--config',
        byToken,
        '--topic',
        topic,
        '--group',
        topic,
        '--storage',
        at(topic),
        '--workers',
        String(workers),
      ],
      ...['--http', 'off', '--commit-interval', '500ms', '--log-level', 'debug'],
    ])
    await live.said('"committed"')
    await writeFile(tokenFile, 'hunter2.hunter2.')
    await live.said('the broker does not let us in')
    const commits = live.text().split('"committed"').length - 1
    await writeFile(tokenFile, unsecuredToken('tideline', 600))
    await produce(topic, 100, '--invalid', '0%')
    await live.said('"committed"', commits + 1)
    live.child.kill('SIGTERM')
    const ended = await live.ended
    expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('hunter2') })
    await run(
      'pipeline',
      '--config',
      settings,
      ...['--topic', topic, '--group', topic, '--storage', at(topic)],
      ...toTheEnd,
    )
    expect(await verified(at(topic))).toMatchObject({ differences: 0, records: 200 })
  })
})
