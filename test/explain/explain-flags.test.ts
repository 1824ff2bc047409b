import { describe, expect, it } from 'vitest'
import { checkExplain } from '../../src/config/check-explain.ts'
import { EXPLAIN_FLAGS } from '../../src/config/command-flags.ts'
import { type Environment, readConfig } from '../../src/config.ts'

const read = (args: readonly string[], env: Environment = {}) =>
  readConfig({ name: 'explain', summary: '', flags: EXPLAIN_FLAGS, check: checkExplain }, args, env)
const number = (window: string, tenant = 'a') => ['--tenant', tenant, '--type', 'view', '--window', window]

describe('the flags of explain', () => {
  it('are a number, and of the pipeline what decides its clock', () => {
    expect(read(number('2015-05-17T12:05:00+02:00'))).toEqual({
      kind: 'config',
      config: {
        tenant: 'a',
        type: 'view',
        startMs: Date.UTC(2015, 4, 17, 10, 5),
        log: { kind: 'lmdb', path: 'storage/log' },
        kafkaDecoder: 'batches',
        ...{ kafkaTls: false, kafkaCa: null, kafkaCert: null, kafkaKey: null },
        ...{ kafkaSasl: null, kafkaUser: null, kafkaPassword: null, kafkaTokenFile: null, insecure: false },
        storage: 'storage',
        graceMs: 2_000,
        maxFutureMs: 300_000,
        limit: 100,
        json: false,
      },
      givenBy: { tenant: '--tenant', type: '--type', startMs: '--window' },
      warnings: [],
    })
  })

  it('take the grace of an environment that is the pipeline’s, and not its window, which is a length there', () => {
    const env = { TIDELINE_GRACE: '7s', TIDELINE_MAX_FUTURE: '1m', TIDELINE_WINDOW: '10s', TIDELINE_STEP: '2s' }
    expect(read(number('2015-05-17T10:05:00Z'), env)).toMatchObject({ config: { graceMs: 7_000, maxFutureMs: 60_000 } })
  })

  it('take windows that start before 1970, which hold events from there on', () => {
    expect(read(number('1969-12-31T23:59:52Z'))).toMatchObject({ config: { startMs: -8_000 } })
  })

  it.each(['x'.repeat(256), '\u{1f600}'.repeat(256), '../../etc', '\u202e'])('take any name: %s', (tenant) => {
    expect(read(number('1970-01-01T00:00:00Z', tenant))).toMatchObject({ config: { tenant } })
  })

  it.each(['', 'x'.repeat(257), '\ud800'])('refuse what can be the name of no tenant: %j', (tenant) => {
    expect(read([...number('1970-01-01T00:00:00Z'), `--tenant=${tenant}`])).toMatchObject({ kind: 'problems' })
  })

  it('are each asked for, once, where they say which number is meant', () => {
    const needed = (name: string) => `${name}: is needed to say which number is meant`
    expect(read([])).toEqual({ kind: 'problems', problems: ['--tenant', '--type', '--window'].map(needed) })
    expect(read(['--tenant', 'a', '--window', 'now'])).toMatchObject({
      problems: [expect.stringMatching(/^--window: "now" is not an ISO time/), needed('--type')],
    })
  })
})
