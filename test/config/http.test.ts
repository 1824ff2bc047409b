import { isRight } from 'fp-ts/lib/Either.js'
import type { Decoder } from 'io-ts'
import { describe, expect, it } from 'vitest'
import { checkHttp } from '../../src/config/check-http.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { PatienceMs } from '../../src/config/durations.ts'
import { HostNames, HttpAddress, HttpToken } from '../../src/config/http.ts'
import { readConfig } from '../../src/config.ts'

const REFUSED = 'refused'
const read = (codec: Decoder<string, unknown>, text: string): unknown => {
  const decoded = codec.decode(text)
  return isRight(decoded) ? decoded.right : REFUSED
}
const line = { name: 'pipeline', summary: '', flags: PIPELINE_FLAGS, check: checkHttp }

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['0.0.0.0:0', '0.0.0.0', 0],
    ['[::1]:8080', '::1', 8080],
    ['LocalHost:65535', 'localhost', 65_535],
    ['tideline.example.com:80', 'tideline.example.com', 80],
  ])('%s is a host and a port', (text, host, port) => {
    expect(read(HttpAddress, text)).toEqual({ host, port })
  })

  it.each([
    '',
    'on',
    '8080',
    ':8080',
    'localhost',
    'localhost:',
    'localhost:65536',
    '::1:8080',
    '[::1]',
    '[127.0.0.1]:80',
    '[::1',
    '127.1:80',
    '256.0.0.1:80',
    'http://x:80',
    'a b:80',
    '-x:80',
    `${'a'.repeat(64)}:80`,
  ])('is not %j', (text) => {
    expect(read(HttpAddress, text)).toBe(REFUSED)
  })

  it('may be off', () => {
    expect(read(HttpAddress, 'off')).toBe('off')
  })
})

describe('an address that others reach', () => {
  const from = (http: string, env = {}) => readConfig(line, [], { TIDELINE_HTTP: http, ...env })

  it.each([
    '127.0.0.1:1',
    '127.9.8.7:1',
    '[::1]:1',
    '[0:0:0:0:0:0:0:1]:1',
    '[::ffff:127.0.0.1]:1',
    'localhost:1',
    'off',
  ])('is not %s, which needs no token', (http) => {
    expect(from(http).kind).toBe('config')
  })

  it.each([
    '0.0.0.0:1',
    '10.0.0.1:1',
    '[::]:1',
    '[::ffff:10.0.0.1]:1',
    'tideline.example.com:1',
    '127.0.0.1.example.com:1',
  ])('is %s: refused without a token, and what to do about it is said', (http) => {
    const host = http.replace(/:1$/, '').replace(/[[\]]/g, '')
    expect(from(http)).toEqual({
      kind: 'problems',
      problems: [
        `TIDELINE_HTTP: ${host} can be reached from other machines, so it needs a token: put one into a file for ` +
          '--http-token-file, or into TIDELINE_HTTP_TOKEN; or keep to 127.0.0.1',
      ],
    })
    expect(from(http, { TIDELINE_HTTP_TOKEN: 'x'.repeat(16) })).toMatchObject({ config: { httpToken: 'x'.repeat(16) } })
  })

  it('is said to need a token by its flag, and not where the token is what is wrong', () => {
    expect(readConfig(line, ['--http', '0.0.0.0:1'], {})).toMatchObject({
      problems: [expect.stringMatching(/^--http: 0\.0\.0\.0 can be reached/)],
    })
    expect(from('0.0.0.0:1', { TIDELINE_HTTP_TOKEN: 'short' })).toEqual({
      kind: 'problems',
      problems: ['TIDELINE_HTTP_TOKEN: is not a token of 16 to 1,024 ASCII characters without spaces'],
    })
  })
})

describe('host names', () => {
  it('are a list with commas between, in small letters; none where it is empty', () => {
    expect(read(HostNames, 'Tideline.example.com, ops')).toEqual(['tideline.example.com', 'ops'])
    expect(read(HostNames, '')).toEqual([])
  })

  it.each(['a,,b', 'a:80', '*', '*.example.com', 'http://a', 'a/b', '10.0.0.1', 'a..b', '-a'])('are not %j', (text) => {
    expect(read(HostNames, text)).toBe(REFUSED)
  })
})

describe('a token', () => {
  it.each([
    'x'.repeat(15),
    'x'.repeat(1025),
    'with a space in it',
    `${'x'.repeat(16)}ä`,
    'a\nb'.repeat(9),
    '',
  ])('is not %j', (text) => {
    expect(read(HttpToken, text)).toBe(REFUSED)
  })
})

describe('patience', () => {
  it.each([
    ['60s', 60_000],
    ['off', 'off'],
    ['576h', 2_073_600_000],
  ])('may be %s', (text, value) => {
    expect(read(PatienceMs, text)).toBe(value)
  })

  it.each(['0s', '577h', '60', 'never'])('is not %j', (text) => {
    expect(read(PatienceMs, text)).toBe(REFUSED)
  })
})
