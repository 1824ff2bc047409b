import { describe, expect, it } from 'vitest'
import { DLQ_LS_FLAGS, LETTER_FILTER_FLAGS } from '../../src/config/dlq-flags.ts'
import { Since, sinceMs } from '../../src/config/since.ts'
import { type Environment, readConfig } from '../../src/config.ts'

const read = (args: readonly string[], env: Environment = {}) =>
  readConfig({ name: 'dlq ls', summary: '', flags: DLQ_LS_FLAGS }, args, env)
const NOW_MS = Date.parse('2026-11-23T12:00:00Z')

describe('the flags that say which letters are meant', () => {
  it('mean all of them where none is given', () => {
    const all = { reasons: null, tenant: null, path: null, since: null, max: null, group: null }
    expect(read([])).toMatchObject({ config: all })
  })

  it('take a reason, several with commas between, and what else there is', () => {
    const args = ['--reason', 'schema, bad_json', '--tenant', '../a', '--path', '$.payload.session_id', '--max', '5']
    expect(read([...args, '--group', 'clicks'])).toMatchObject({
      config: {
        reasons: ['schema', 'bad_json'],
        tenant: '../a',
        path: '$.payload.session_id',
        max: 5,
        group: 'clicks',
      },
    })
    expect(read(['--path', '$', '--reason=crash_suspect'])).toMatchObject({
      config: { path: '$', reasons: ['crash_suspect'] },
    })
  })

  it('have variables of their own, the group the one of every command', () => {
    const variables = Object.values(LETTER_FILTER_FLAGS).map(({ variable }) => variable)
    expect(variables).toEqual(['REASON', 'TENANT', 'PATH', 'SINCE', 'MAX'].map((name) => `TIDELINE_DLQ_${name}`))
    expect(read([], { TIDELINE_DLQ_REASON: 'empty', TIDELINE_TENANT: 'x', TIDELINE_GROUP: 'g' })).toMatchObject({
      config: { reasons: ['empty'], tenant: null, group: 'g' },
    })
  })

  it.each([
    ['--reason', 'because', 'is not one of too_large, empty, '],
    ['--reason', 'schema,,empty', 'is not one of too_large, empty, '],
    ['--reason', '', 'is not one of too_large, empty, '],
    ['--path', 'timestamp', "is not a path from the record's root, such as $.timestamp"],
    ['--path', '$..timestamp', "is not a path from the record's root, such as $.timestamp"],
    ['--since', 'yesterday', 'is not an ISO time with its zone, such as 2026-01-31T12:00:00Z, or a duration back'],
    ['--since', '2026-01-31T12:00:00', 'is not an ISO time with its zone'],
    ['--max', '0', 'is not a whole number of 1 or more'],
    ['--tenant', '', 'is not a name of 1 to 256 characters'],
  ])('%s %j is refused', (flag, value, problem) => {
    expect(read([`${flag}=${value}`])).toEqual({
      kind: 'problems',
      problems: [expect.stringContaining(`${flag}: ${JSON.stringify(value)} ${problem}`)],
    })
  })

  it.each([
    ['2h', '2026-11-23T10:00:00Z'],
    ['0s', '2026-11-23T12:00:00Z'],
    ['2026-11-23T10:00+01:00', '2026-11-23T09:00:00Z'],
  ])('--since %s is %s at noon', (text, iso) => {
    const decoded = Since.decode(text)
    expect(decoded._tag === 'Right' && sinceMs(decoded.right, NOW_MS)).toBe(Date.parse(iso))
  })
})
