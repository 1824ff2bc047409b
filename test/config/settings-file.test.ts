import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkWindow } from '../../src/config/check-window.ts'
import { DEMO_FLAGS, PIPELINE_FLAGS, PRODUCE_FLAGS } from '../../src/config/command-flags.ts'
import { DLQ_LS_FLAGS } from '../../src/config/dlq-flags.ts'
import type { FlagTable } from '../../src/config/flag.ts'
import { KNOWN_SETTINGS, settingsOf } from '../../src/config/known-settings.ts'
import { SETTINGS_FILE } from '../../src/config/settings-file.ts'
import type { ReadText, TextFile } from '../../src/config/text-file.ts'
import { type Environment, readConfig } from '../../src/config.ts'

type Files = Readonly<Record<string, string | TextFile>>

const readFrom =
  (files: Files): ReadText =>
  (path) => {
    const file = files[path] ?? { kind: 'missing' }
    return typeof file === 'string' ? { kind: 'text', text: file, isOpen: true } : file
  }
const line = { name: 'pipeline', summary: '', flags: PIPELINE_FLAGS, check: checkWindow }
const read = (files: Files, args: readonly string[] = [], env: Environment = {}) =>
  readConfig(line, args, env, readFrom(files))
const withSettings = (settings: unknown, args: readonly string[] = [], env: Environment = {}) =>
  read({ [SETTINGS_FILE]: JSON.stringify(settings) }, args, env)
const problems = (...lines: string[]) => ({ kind: 'problems', problems: lines })

describe('a file of settings', () => {
  it('wins over the default, the variable over it, and the flag over that', () => {
    const settings = { grace: '3s', topic: 'from-file', group: 'from-file' }
    expect(
      withSettings(settings, ['--group', 'from-flag'], { TIDELINE_TOPIC: 'from-variable', TIDELINE_GROUP: 'no' }),
    ).toMatchObject({
      config: { graceMs: 3_000, topic: 'from-variable', group: 'from-flag', storage: 'storage' },
      givenBy: { graceMs: `${SETTINGS_FILE}: grace`, topic: 'TIDELINE_TOPIC', group: '--group' },
    })
  })

  it('has strings, numbers and booleans, which the codecs of the flags decode', () => {
    const settings = { 'commit-rows': 1_000, workers: '2', json: true, force: 'false', 'max-invalid': '1%' }
    expect(withSettings(settings)).toMatchObject({
      config: { commitRows: 1_000, workers: 2, json: true, force: false, maxInvalidShare: 0.01 },
      warnings: [],
    })
  })

  it('is none where it is not there, and may be empty', () => {
    expect(read({})).toMatchObject({ kind: 'config', givenBy: {} })
    expect(read({ [SETTINGS_FILE]: '{}' })).toMatchObject({ kind: 'config', givenBy: {} })
  })

  it('is another one by --config, or by TIDELINE_CONFIG; then the one that lies here is not read', () => {
    const files = { [SETTINGS_FILE]: '{"group": "a"}', other: '{"topic": "b"}', third: '{"topic": "c"}' }
    expect(read(files, ['--config', 'other'], { TIDELINE_CONFIG: 'third' })).toMatchObject({
      config: { group: 'tideline', topic: 'b' },
    })
    expect(read(files, [], { TIDELINE_CONFIG: 'third' })).toMatchObject({
      config: { group: 'tideline', topic: 'c' },
      givenBy: { topic: 'third: topic' },
    })
  })

  it('serves all commands: each takes what it knows, under the names that the environment has', () => {
    const settings = { topic: 'clicks', storage: 'precious', window: '1m', rate: 7, 'dlq-topic': 'letters', seconds: 3 }
    const of = <T extends FlagTable>(name: string, flags: T) =>
      readConfig({ name, summary: '', flags }, [], {}, readFrom({ [SETTINGS_FILE]: JSON.stringify(settings) }))
    expect(of('produce', PRODUCE_FLAGS)).toMatchObject({ config: { topic: 'clicks', rate: 7 } })
    expect(of('dlq ls', DLQ_LS_FLAGS)).toMatchObject({ config: { topic: 'letters' } })
    expect(of('demo', DEMO_FLAGS)).toMatchObject({ config: { seconds: 3, storage: null } })
  })

  it('names the file that a secret is in', () => {
    const files = { [SETTINGS_FILE]: '{"http-token-file": "t"}', t: 'correct-horse-battery\n' }
    expect(read(files)).toMatchObject({ config: { httpToken: 'correct-horse-battery' } })
  })
})

describe('what is wrong with a file of settings', () => {
  it('is listed all at once, with file and key, beside all else', () => {
    const settings = {
      'comit-interval': '10s',
      'http-token': 'hunter2',
      grace: 2,
      topic: null,
      group: ['a'],
      storage: {},
      idle: true,
      'commit-rows': 1.5,
      __proto__: undefined,
    }
    const text = JSON.stringify(settings).replace('{', '{"__proto__": {"grace": "1s"}, "constructor": 1, ')
    expect(read({ [SETTINGS_FILE]: text }, ['--step', 'x'])).toEqual(
      problems(
        'tideline.config.json: "__proto__" is no setting',
        'tideline.config.json: "constructor" is no setting',
        'tideline.config.json: "comit-interval" is no setting; is commit-interval meant?',
        'tideline.config.json: "http-token" is no setting; is http-token-file meant?',
        'tideline.config.json: topic: needs a string, a number or a boolean, not null',
        'tideline.config.json: group: needs a string, a number or a boolean, not a list',
        'tideline.config.json: storage: needs a string, a number or a boolean, not an object',
        '--step: "x" is not a duration from 1ms to 8784h, such as 500ms, 10s or 1h',
        'tideline.config.json: grace: "2" is not a duration such as 500ms, 2s, 5m or 24h',
        'tideline.config.json: idle: "true" is not on or off',
        'tideline.config.json: commit-rows: "1.5" is not a whole number of 1 or more',
      ),
    )
  })

  it('is what does not go with the rest, by the key that gave it', () => {
    expect(withSettings({ step: '1m' })).toEqual(
      problems(
        'tideline.config.json: step: 60000 ms is longer than --window, 10000 ms: events between two windows would be in none',
      ),
    )
  })

  it.each<[string, string | TextFile, string]>([
    ['nothing', '', 'is not JSON: Unexpected end of JSON input'],
    ['a list', '[]', 'is not a JSON object, such as {"commit-interval": "10s"}'],
    ['null', 'null', 'is not a JSON object, such as {"commit-interval": "10s"}'],
    ['a text', '"x"', 'is not a JSON object, such as {"commit-interval": "10s"}'],
    [
      'with a comma too many',
      '{\n  "grace": "1s",\n}',
      'is not JSON: Expected double-quoted property name, in line 3, column 1',
    ],
    ['with a bare word', '{"grace": hunter2}', "is not JSON: Unexpected token 'h'"],
    [
      'too large, or no file',
      { kind: 'unreadable', why: 'it is larger than 1048576 bytes' },
      'cannot be taken: it is larger than 1048576 bytes',
    ],
  ])('is refused where it is %s', (_, file, problem) => {
    expect(read({ [SETTINGS_FILE]: file })).toEqual(problems(`tideline.config.json: ${problem}`))
  })

  it('is that it is not there, where it was asked for', () => {
    expect(read({}, ['--config', 'x.json'])).toEqual(problems('x.json: there is no such file'))
    expect(read({}, ['--config'])).toEqual(problems('--config: needs a value, a path'))
  })

  it('is said of twenty keys, and of the others how many they are', () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key-${i}`, i])))
    const refused = read({ [SETTINGS_FILE]: text })
    expect(refused).toMatchObject({
      problems: { length: 21, 20: 'tideline.config.json: 49980 more of its keys are no settings' },
    })
  })

  it('never throws, nor changes what others see, whatever is in it', () => {
    const keys = fc.constantFrom('__proto__', 'constructor', 'toString', ...KNOWN_SETTINGS)
    const file = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.dictionary(keys, fc.jsonValue()).map((settings) => JSON.stringify(settings)),
    )
    fc.assert(
      fc.property(file, (text) => {
        expect(['config', 'problems']).toContain(read({ [SETTINGS_FILE]: text }).kind)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
    )
  })
})

describe('the settings that a file may have', () => {
  it('are those of every command', async () => {
    const folder = new URL('../../src/config/', import.meta.url)
    for (const name of readdirSync(folder).filter((one) => one.endsWith('-flags.ts'))) {
      const tables: Record<string, FlagTable> = await import(new URL(name, folder).href)
      for (const [, flags] of Object.entries(tables).filter(([name]) => name.endsWith('_FLAGS')))
        expect(KNOWN_SETTINGS).toEqual(expect.arrayContaining([...settingsOf(flags)]))
    }
  })

  it('are called what their flags are called, where no two commands mean different things by that', () => {
    const names = Object.values(PIPELINE_FLAGS).map(({ name }) => name.replace('--', ''))
    expect(settingsOf(PIPELINE_FLAGS)).toEqual(names)
  })
})
