import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { eventJson, RECORD_TIME_MS } from '../support/events.ts'

/** The reason of the dead letter, or the event without its kind. */
const outcome = (value: string | Buffer) => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  const decoded = decodeEvent(bytes, RECORD_TIME_MS, { maxFutureMs: 300_000 })
  if (!isRight(decoded)) return decoded.left.reason
  const { tenant, type, timeMs, sessionId } = decoded.right
  return { tenant, type, timeMs, sessionId }
}
const plain = { tenant: 'a', type: 'view', timeMs: 5_000, sessionId: null }
const withTimestamp = (text: string) => `{"tenant_id":"a","event_type":"view","timestamp":${text}}`
const withPayload = (text: string) => `{"tenant_id":"a","event_type":"view","timestamp":5,"payload":${text}}`
const ofSession = (payload: string) => withPayload(payload).replace('view', 'session_end')
/** An event of so many bytes: white space behind it is JSON, too. */
const ofBytes = (bytes: number) => eventJson(5_000).padEnd(bytes)
/** An event whose payload nests so many levels deep, with the event and the payload as the first two. */
const nested = (levels: number) => withPayload(`{"x":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}`)
const raw = (...bytes: number[]) =>
  Buffer.concat([
    Buffer.from('{"tenant_id":"'),
    Buffer.from(bytes),
    Buffer.from('","event_type":"view","timestamp":5}'),
  ])

describe('hostile names are ordinary names (E2)', () => {
  it.each([
    ['__proto__'],
    ['constructor'],
    ['hasOwnProperty'],
    ['../../etc'],
    ['..'],
    ['/'],
    ["'; DROP TABLE events; --"],
    ['<script>'],
    ['שלום'],
    ['\u202e'],
    ['\u0000'],
    ['🌊'],
    [' '],
  ])('%j', (name) => {
    const json = eventJson(5_000, { tenant_id: name, event_type: name })
    expect(outcome(json)).toEqual({ tenant: name, type: name, timeMs: 5_000, sessionId: null })
    const start = eventJson(5_000, { tenant_id: name, event_type: 'session_start', payload: { session_id: name } })
    expect(outcome(start)).toEqual({ tenant: name, type: 'session_start', timeMs: 5_000, sessionId: name })
  })
})

describe('names that are none (E2)', () => {
  it.each([
    ['an empty one', '', 'schema'],
    ['256 letters', 'a'.repeat(256), { ...plain, tenant: 'a'.repeat(256) }],
    ['257 letters', 'a'.repeat(257), 'schema'],
    ['256 emoji, 512 UTF-16 units', '🌊'.repeat(256), { ...plain, tenant: '🌊'.repeat(256) }],
    ['257 emoji', '🌊'.repeat(257), 'schema'],
    ['a lone high surrogate, escaped', '\ud800', 'schema'],
    ['a lone low surrogate, escaped', '\udc00', 'schema'],
    ['null', null, 'schema'],
    ['a number', 1, 'schema'],
    ['a list of one name', ['a'], 'schema'],
    ['an object that says it is text', { toString: 'a', length: 1 }, 'schema'],
  ])('%s', (_, tenant_id, expected) => {
    expect(outcome(eventJson(5_000, { tenant_id }))).toEqual(expected)
  })

  it('a surrogate pair, escaped, is one character', () => {
    const json = '{"tenant_id":"\\ud83c\\udf0a","event_type":"view","timestamp":5}'
    expect(outcome(json)).toEqual({ ...plain, tenant: '🌊' })
  })

  it.each([
    ['a lone surrogate, raw', raw(0xed, 0xa0, 0x80)],
    ['a surrogate pair, raw (CESU-8)', raw(0xed, 0xa0, 0xbc, 0xed, 0xbc, 0x8a)],
    ['an overlong slash', raw(0xc0, 0xaf)],
    ['a character above U+10FFFF', raw(0xf4, 0x90, 0x80, 0x80)],
    ['a continuation byte alone', raw(0x80)],
    ['a character that is cut off', raw(0xf0, 0x9f, 0x8c)],
    ['Latin-1', raw(0xe9)],
    ['UTF-16', Buffer.from(eventJson(5_000).replace('view', 'é'), 'utf16le')],
  ])('%s is no UTF-8', (_, bytes) => {
    expect(outcome(bytes)).toBe('invalid_utf8')
  })
})

describe('hostile keys', () => {
  it.each([
    ['a prototype that brings an event', `{"__proto__":${eventJson(5_000)}}`, 'schema'],
    ['a prototype beside an event', eventJson(5_000).replace('{', '{"__proto__":{"tenant_id":"evil"},'), plain],
    ['a payload whose prototype brings a session', withPayload('{"__proto__":{"session_id":"s"}}'), plain],
    ['a hasOwnProperty of its own', eventJson(5_000, { hasOwnProperty: null, constructor: null }), plain],
    ['a toJSON of its own', eventJson(5_000).replace('{', '{"toJSON":1,"valueOf":1,"then":1,'), plain],
  ])('%s', (_, json, expected) => {
    expect(outcome(json)).toEqual(expected)
    expect(({} as Record<string, unknown>).tenant_id).toBeUndefined()
  })
})

describe('hostile payloads and sessions (E1)', () => {
  it.each([
    ['no payload', eventJson(5_000), plain],
    ['null', withPayload('null'), 'schema'],
    ['a list', withPayload('[]'), 'schema'],
    ['a list with a session', withPayload('[{"session_id":"s"}]'), 'schema'],
    ['text', withPayload('"s"'), 'schema'],
    ['no session', withPayload('{}'), plain],
    ['a session of null', withPayload('{"session_id":null}'), 'schema'],
    ['a number for a session', withPayload('{"session_id":7}'), 'schema'],
    ['an empty session', withPayload('{"session_id":""}'), 'schema'],
    ['a session that is a lone surrogate', withPayload('{"session_id":"\\ud800"}'), 'schema'],
    [
      'a session twice',
      ofSession('{"session_id":1,"session_id":"s"}'),
      { ...plain, type: 'session_end', sessionId: 's' },
    ],
    ['a session that a view names', withPayload('{"session_id":"s"}'), plain],
  ])('%s', (_, json, expected) => {
    expect(outcome(json)).toEqual(expected)
  })
})

describe('hostile timestamps (E3)', () => {
  it.each([
    ['1e999', 'schema'],
    ['-1e999', 'schema'],
    ['1e306', 'schema'],
    ['NaN', 'bad_json'],
    ['Infinity', 'bad_json'],
    ['-0', { ...plain, timeMs: 0 }],
    ['-0.0004', { ...plain, timeMs: 0 }],
    ['-0.0006', 'schema'],
    ['-1', 'schema'],
    ['"5"', 'schema'],
    ['null', 'schema'],
    ['true', 'schema'],
    ['05', 'bad_json'],
    ['+5', 'bad_json'],
    ['0x5', 'bad_json'],
    ['5e-400', { ...plain, timeMs: 0 }],
    ['1431864000123', 'future_timestamp'],
    ['253402300800', 'future_timestamp'],
    ['1e300', 'future_timestamp'],
  ])('%s', (timestamp, expected) => {
    expect(outcome(withTimestamp(timestamp))).toEqual(expected)
  })
})

describe('hostile sizes and depths (E4)', () => {
  it.each([
    ['exactly 1 MiB', () => ofBytes(1_048_576), plain],
    ['1 MiB and a byte', () => ofBytes(1_048_577), 'too_large'],
    ['a text of 10 MB', () => eventJson(5_000, { x: 'x'.repeat(10_000_000) }), 'too_large'],
    ['64 levels', () => nested(64), plain],
    ['65 levels', () => nested(65), 'too_deep'],
    ['100,000 levels', () => nested(100_000), 'too_deep'],
    ['100,000 levels that are never closed', () => '['.repeat(100_000), 'too_deep'],
    ['100,000 objects in each other', () => '{"x":'.repeat(100_000), 'too_deep'],
    ['100,000 brackets within a text', () => eventJson(5_000, { x: '[{'.repeat(50_000) }), plain],
    ['brackets behind an escaped quote', () => eventJson(5_000, { x: `"${'['.repeat(65)}` }), plain],
    ['brackets behind an escaped backslash', () => eventJson(5_000, { x: '\\', y: [`${'{'.repeat(65)}\\`] }), plain],
    ['100,000 lists beside each other', () => eventJson(5_000, { x: Array(100_000).fill([]) }), plain],
    ['100,000 keys', () => withPayload(`{${'"k":1,'.repeat(99_999)}"k":1}`), plain],
  ])('%s', (_, json, expected) => {
    expect(outcome(json())).toEqual(expected)
  })
})

describe('what a byte order mark spoils (E4)', () => {
  it.each([
    ['in front', `\ufeff${eventJson(5_000)}`, 'invalid_utf8'],
    ['in front of nothing', '\ufeff', 'invalid_utf8'],
    ['behind', `${eventJson(5_000)}\ufeff`, 'bad_json'],
    ['within a name', eventJson(5_000, { tenant_id: '\ufeffa' }), { ...plain, tenant: '\ufeffa' }],
  ])('%s', (_, json, expected) => {
    expect(outcome(json)).toEqual(expected)
  })
})
