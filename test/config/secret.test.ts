import { describe, expect, it } from 'vitest'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import type { ReadText, TextFile } from '../../src/config/text-file.ts'
import { type Environment, readConfig } from '../../src/config.ts'

const TOKEN = 'correct-horse-battery'
const HTTP_TOKEN = { TIDELINE_HTTP_TOKEN: TOKEN }

const text = (content: string, isOpen = false): TextFile => ({ kind: 'text', text: content, isOpen })
const read = (args: readonly string[], env: Environment, files: Readonly<Record<string, TextFile>> = {}) => {
  const readText: ReadText = (path) => files[path] ?? { kind: 'missing' }
  return readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, args, env, readText)
}

describe('a secret', () => {
  it('is held by a variable', () => {
    expect(read([], HTTP_TOKEN)).toMatchObject({
      config: { httpToken: TOKEN },
      givenBy: { httpToken: 'TIDELINE_HTTP_TOKEN' },
    })
  })

  it.each([`${TOKEN}`, `${TOKEN}\n`, `${TOKEN}\r\n`])('is in a file that a flag or a variable names: %j', (content) => {
    const files = { 'a/token': text(content) }
    const expected = { config: { httpToken: TOKEN }, warnings: [] }
    expect(read(['--http-token-file', 'a/token'], {}, files)).toMatchObject(expected)
    expect(read([], { TIDELINE_HTTP_TOKEN_FILE: 'a/token' }, files)).toMatchObject(expected)
  })

  it('loses one end of a line only', () => {
    expect(read(['--http-token-file=t'], {}, { t: text(`${TOKEN}\n\n`) }).kind).toBe('problems')
  })

  it('is taken from the flag where the environment has one, too', () => {
    expect(read(['--http-token-file=t'], HTTP_TOKEN, { t: text('y'.repeat(20)) })).toMatchObject({
      config: { httpToken: 'y'.repeat(20) },
      givenBy: { httpToken: '--http-token-file' },
    })
  })

  it('is none where its variables are empty', () => {
    expect(read([], { TIDELINE_HTTP_TOKEN: '', TIDELINE_HTTP_TOKEN_FILE: '' })).toMatchObject({
      config: { httpToken: null },
    })
  })

  it('is refused where two variables give it', () => {
    expect(read([], { ...HTTP_TOKEN, TIDELINE_HTTP_TOKEN_FILE: 't' }, { t: text(TOKEN) })).toEqual({
      kind: 'problems',
      problems: ['TIDELINE_HTTP_TOKEN and TIDELINE_HTTP_TOKEN_FILE: both are set, and one of them can be meant'],
    })
  })

  it('is warned of where others may read its file, and taken', () => {
    expect(read(['--http-token-file=t'], {}, { t: text(TOKEN, true) })).toMatchObject({
      config: { httpToken: TOKEN },
      warnings: ['--http-token-file: others than its owner may read the file: chmod 600 it'],
    })
  })

  it.each([
    ['/run/secrets/http_token', 0],
    ['/var/run/secrets/tideline/token', 0],
    ['/run/secrets/../token', 1],
    ['/srv/run/secrets/token', 1],
  ])('is what a container has mounted, at %s: %i warnings', (path, count) => {
    const taken = read(['--http-token-file', path], {}, { [path]: text(TOKEN, true) })
    expect(taken).toMatchObject({ config: { httpToken: TOKEN } })
    expect(taken).toHaveProperty('warnings.length', count)
  })

  it.each<[string, TextFile, string]>([
    ['empty', text(''), 'the file is empty'],
    ['a line without anything', text('\n'), 'the file is empty'],
    ['not there', { kind: 'missing' }, 'there is no such file'],
    [
      'unreadable',
      { kind: 'unreadable', why: 'permission denied (EACCES)' },
      'the file cannot be taken: permission denied (EACCES)',
    ],
    ['too short', text('hunter2'), 'what is in the file is not a token of 16 to 1,024 ASCII characters without spaces'],
  ])('is refused where its file is %s', (_, file, problem) => {
    expect(read(['--http-token-file', 'hunter2'], {}, { hunter2: file })).toEqual({
      kind: 'problems',
      problems: [`--http-token-file: ${problem}`],
    })
  })

  it('is in no problem, wherever it was put', () => {
    const said = [
      read([], { TIDELINE_HTTP_TOKEN: 'hunter2' }),
      read([], { TIDELINE_HTTP_TOKEN_FILE: 'hunter2' }),
      read(['--http-token', 'hunter2'], {}),
      read(['--http-token=hunter2'], {}),
      read(['--http-token-file=hunter2'], {}),
      read(['--http-token-file=t'], {}, { t: text('hunter2') }),
    ]
    for (const one of said) {
      expect(one.kind).toBe('problems')
      expect(JSON.stringify(one)).not.toContain('hunter2')
    }
  })

  it.each([
    'kafka://user:hunter2@h:9092',
    'kafka://h:1,user:hunter2@h:2',
    'kafka://hunter2@x@h:1',
    'kafka:user:hunter2@h:1',
    'user:hunter2@h:1',
    'http://user:hunter2@h:1',
    'kafka://user:hun\nter2@h:1',
  ])('is not shown of a URL: %j', (url) => {
    for (const said of [read(['--log', url], {}), read([`--log=${url}`], {}), read([], { TIDELINE_LOG: url })]) {
      expect(said.kind).toBe('problems')
      expect(JSON.stringify(said)).not.toMatch(/hun|ter2|user:/)
      expect(JSON.stringify(said)).toContain('***@h:')
      if (url.startsWith('kafka:')) expect(JSON.stringify(said)).toContain('--kafka-user')
    }
  })

  it('is not shown of a stray word either', () => {
    const said = JSON.stringify(read(['kafka://user:hunter2@h:1', '--insecure=kafka://user:hunter2@h:1'], {}))
    expect(said).toContain('stray argument')
    expect(said).not.toContain('hunter2')
  })

  it('needs a path behind its flag', () => {
    expect(read(['--http-token-file'], {})).toEqual({
      kind: 'problems',
      problems: ['--http-token-file: needs a value, a path'],
    })
  })
})
