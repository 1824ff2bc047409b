import { describe, expect, it, vi } from 'vitest'
import { checkProduce } from '../src/config/check-produce.ts'
import { DEMO_FLAGS, PIPELINE_FLAGS, PRODUCE_FLAGS } from '../src/config/command-flags.ts'
import { DLQ_LS_FLAGS } from '../src/config/dlq-flags.ts'
import { type Environment, readConfig } from '../src/config.ts'

const pipeline = (args: string, env: Environment = {}) =>
  readConfig({ name: 'pipeline', summary: 'Runs it.', flags: PIPELINE_FLAGS }, words(args), env)
const produce = (args: string, env: Environment = {}) =>
  readConfig({ name: 'produce', summary: 'Sends.', flags: PRODUCE_FLAGS, check: checkProduce }, words(args), env)
const words = (args: string) => args.split(' ').filter((word) => word !== '')
const problems = (...lines: string[]) => ({ kind: 'problems', problems: lines })

const NO_SECURITY = {
  ...{ kafkaTls: false, kafkaCa: null, kafkaCert: null, kafkaKey: null },
  ...{ kafkaSasl: null, kafkaUser: null, kafkaPassword: null, kafkaTokenFile: null, insecure: false },
}

describe('a Config', () => {
  it('is the defaults where nothing is given, durations in ms', () => {
    expect(pipeline('')).toEqual({
      kind: 'config',
      config: {
        log: { kind: 'lmdb', path: 'storage/log' },
        kafkaDecoder: 'batches',
        ...NO_SECURITY,
        topic: 'events',
        partitions: null,
        group: 'tideline',
        storage: 'storage',
        from: 'earliest',
        graceMs: 2_000,
        maxFutureMs: 300_000,
        sessionTimeoutMs: 86_400_000,
        maxOpenSessions: 1_000_000,
        commitIntervalMs: 10_000,
        commitRows: 500_000,
        maxInvalidShare: 0.5,
        http: { host: '127.0.0.1', port: 8080 },
        httpToken: null,
        httpHosts: [],
        stallMs: 60_000,
        force: false,
        dlqRetentionMs: 30 * 86_400_000,
        acceptLoss: false,
        resumeFromCheckpoint: false,
        workers: 1,
        untilEnd: false,
        windowSizeMs: 10_000,
        windowStepMs: 2_000,
        idle: true,
        json: false,
        logLevel: 'info',
      },
      givenBy: {},
      warnings: [],
    })
    expect(produce('')).toMatchObject({
      config: { file: null, rate: 1, count: null, tenants: 3, invalidShare: 0.05, lateShare: 0.05, seed: null },
    })
  })

  it('takes the flag, else the variable, else the default', () => {
    const env = { TIDELINE_GRACE: '7s', TIDELINE_TOPIC: 'clicks', TIDELINE_UNTIL_END: 'true' }
    expect(pipeline('--grace 1s', env)).toMatchObject({
      config: { graceMs: 1_000, topic: 'clicks', untilEnd: true, group: 'tideline' },
    })
  })

  it('says which values were given, and by what', () => {
    expect(pipeline('--grace 2s', { TIDELINE_HTTP: '127.0.0.1:8080' })).toMatchObject({
      givenBy: { graceMs: '--grace', http: 'TIDELINE_HTTP' },
    })
  })

  it('takes the last of a flag that is given twice, and a value behind =', () => {
    expect(pipeline('--grace 1s --grace=3s')).toMatchObject({ config: { graceMs: 3_000 } })
  })

  it('takes an empty variable for none', () => {
    expect(pipeline('', { TIDELINE_GRACE: '' })).toMatchObject({ config: { graceMs: 2_000 } })
  })

  it('takes a switch from the environment in both senses', () => {
    expect(pipeline('', { TIDELINE_JSON: '1' })).toMatchObject({ config: { json: true } })
    expect(pipeline('', { TIDELINE_JSON: 'false' })).toMatchObject({ config: { json: false } })
    expect(pipeline('--json', { TIDELINE_JSON: 'false' })).toMatchObject({ config: { json: true } })
  })

  it('looks at no environment but the one given', () => {
    vi.stubEnv('TIDELINE_GRACE', '9s')
    expect(pipeline('')).toMatchObject({ config: { graceMs: 2_000 } })
    vi.unstubAllEnvs()
  })

  it('keeps apart what one environment says to several commands', () => {
    const env = { TIDELINE_TOPIC: 'clicks', TIDELINE_STORAGE: 'precious' }
    const dlq = readConfig({ name: 'dlq ls', summary: '', flags: DLQ_LS_FLAGS }, [], env)
    const demo = readConfig({ name: 'demo', summary: '', flags: DEMO_FLAGS }, [], env)
    expect(dlq).toMatchObject({ config: { topic: 'events_dlq' } })
    expect(demo).toMatchObject({ config: { storage: null } })
  })
})

describe('what is wrong', () => {
  it('is listed all at once, with flag or variable, value and what was expected', () => {
    const args = '--grace 2-parsecs --topic .. --frob 7 stray --storage --json=yes --max-open-sessions -5'
    expect(pipeline(args, { TIDELINE_LOG: 'http://x', TIDELINE_JSON: 'maybe' })).toEqual(
      problems(
        '--frob: unknown flag; is --from meant?',
        '"stray": stray argument, only flags are expected',
        '"--json=yes": --json takes no value',
        'TIDELINE_LOG: "http://x" is not a log: lmdb:PATH or kafka://HOST:PORT[,HOST:PORT]',
        '--topic: ".." is not a topic name of 1 to 237 characters of a-z, A-Z, 0-9, ".", "_" and "-", not "." or ".."',
        '--storage: needs a value, a path',
        '--grace: "2-parsecs" is not a duration such as 500ms, 2s, 5m or 24h',
        '--max-open-sessions: "-5" is not a whole number of 1 or more',
        'TIDELINE_JSON: "maybe" is not true, 1, false or 0',
      ),
    )
  })

  it('shows odd values in quotes, cut where they are long', () => {
    const read = readConfig({ name: 'x', summary: '', flags: PIPELINE_FLAGS }, ['--grace', `\n${'9'.repeat(1e6)}`], {})
    expect(read).toEqual(problems(`--grace: "\\n${'9'.repeat(99)}..." is not a duration such as 500ms, 2s, 5m or 24h`))
  })

  it('counts a flag that follows as no value', () => {
    expect(pipeline('--grace --json')).toEqual(
      problems('--grace: needs a value, a duration such as 500ms, 2s, 5m or 24h'),
    )
  })

  it('is a file with flags that shape synthetic events, wherever they come from', () => {
    expect(produce('--file x --rate 1 --late 5%', { TIDELINE_SEED: '4' })).toEqual(
      problems(
        '--rate: shapes synthetic events, and --file sends a file instead',
        '--late: shapes synthetic events, and --file sends a file instead',
        'TIDELINE_SEED: shapes synthetic events, and --file sends a file instead',
      ),
    )
    expect(produce('--file - --topic x --partitions 2')).toMatchObject({ kind: 'config', config: { file: '-' } })
  })

  it('is as fast as it goes without an end, and shares above the whole', () => {
    expect(produce('--rate 0 --invalid 60% --late 40.1%')).toEqual(
      problems(
        '--rate: 0 is as fast as it goes, without an end unless --count says when',
        '--invalid and --late: together they are more than 100%',
      ),
    )
    expect(produce('--rate 0 --count 5 --invalid 60% --late 40%')).toMatchObject({ kind: 'config' })
    expect(produce('--rate 0 --count x')).toEqual(problems('--count: "x" is not a whole number of 0 or more'))
  })
})

describe('--help', () => {
  it('shows each flag with its default and its variable, wrong values or not', () => {
    const read = pipeline('--grace x --help')
    const text = read.kind === 'help' ? read.text.replace(/\s+/g, ' ') : read.kind
    expect(text).toContain('Usage: npm run pipeline -- [flags] Runs it.')
    expect(text).toContain(
      '--grace <duration> how long a window waits for late events, in event time (default: 2s, env: TIDELINE_GRACE)',
    )
    expect(text).toContain(
      '--until-end stop at the end of the log as it is now, closing every window (env: TIDELINE_UNTIL_END)',
    )
  })

  it('is also -h, and shows how to call a command of two words', () => {
    const read = readConfig({ name: 'dlq ls', summary: 'Lists.', flags: DLQ_LS_FLAGS }, ['-h'], {})
    expect(read).toMatchObject({ kind: 'help', text: expect.stringContaining('Usage: npm run dlq -- ls [flags]') })
  })
})
