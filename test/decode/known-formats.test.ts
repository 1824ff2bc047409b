import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { unreadable } from '../../src/decode/known-formats.ts'
import { eventJson } from '../support/events.ts'

const JSON_TEXT = eventJson(5_000)
const hintOf = (value: Buffer) => unreadable('bad_json', value).errors.map(({ hint }) => hint)

describe('what a value seems to be that cannot be read', () => {
  it.each([
    ['gzip', gzipSync(JSON_TEXT), 'looks like gzip: compress the batch (compression.type), not the value'],
    ['zstd', Buffer.from('28b52ffd20', 'hex'), 'looks like zstd: compress the batch (compression.type), not the value'],
    ['an Avro file', Buffer.from('Obj\u0001\u0004'), 'looks like an Avro file: JSON expected'],
    ['a byte order mark', Buffer.from(`\ufeff${JSON_TEXT}`), 'begins with a byte order mark: leave it out'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le'), 'looks like UTF-16: UTF-8 expected'],
    [
      'UTF-16, big-endian, with its mark',
      Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le').swap16(),
      'looks like UTF-16: UTF-8 expected',
    ],
    ['UTF-16 without a mark', Buffer.from(JSON_TEXT, 'utf16le'), 'looks like UTF-16: UTF-8 expected'],
    [
      'UTF-16, big-endian, without a mark',
      Buffer.from(JSON_TEXT, 'utf16le').swap16(),
      'looks like UTF-16: UTF-8 expected',
    ],
    [
      "a schema registry's wire format",
      Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from(JSON_TEXT)]),
      "begins with a zero byte, as a schema registry's wire format does: plain JSON expected",
    ],
  ])('%s', (_, value, hint) => {
    const failure = unreadable('invalid_utf8', value)
    expect(failure).toEqual({ reason: 'invalid_utf8', errors: [{ path: '$', expected: expect.any(String), hint }] })
    expect(hintOf(value)).toEqual([hint])
  })

  it.each([['{'], ['Ob'], [' '], ['O'], ['log line'], ['{"a']])('nothing that is known: %j', (text) => {
    expect(unreadable('bad_json', Buffer.from(text))).toEqual({ reason: 'bad_json', errors: [] })
  })

  it('is the same object each time: a flood allocates none', () => {
    const [one, other] = [1, 2].map((n) => unreadable('bad_json', Buffer.from([0, n])))
    expect(one).toBe(other)
  })
})
