import { describe, expect, it } from 'vitest'
import { letterJson } from '../../src/cli/dlq/letter-json.ts'
import { letterLine } from '../../src/cli/dlq/letter-line.ts'
import { letterWith, originWith } from '../dead-letter/letters.ts'
import { evilLetter, HINTED, isHarmless } from './evil-letter.ts'

describe('the line of a letter', () => {
  it('says its place, where it came from, when, why, whose, what was wrong, and how its value begins', () => {
    const letter = letterWith({ origin: originWith({ errors: [HINTED, { path: '$.a', expected: 'b' }] }) })
    expect(letterLine(letter).replace(/ {2,}/g, ' | ')).toBe(
      '0:17 | events 2:1041 | 2026-11-23T10:00:00.000Z | schema | acme | ' +
        '$.timestamp: expected a finite number of unix seconds, not below 0 (it looks like milliseconds); $.a: expected b | ' +
        '{"tenant_id":"acme"}',
    )
  })

  it('is of a letter that is not ours, too', () => {
    const letter = letterWith({ origin: null, appendedMs: -1, value: null })
    expect(letterLine(letter).replace(/ {2,}/g, ' | ')).toBe('0:17 | ? | no time | unknown | ? | null')
  })

  it('is one harmless line whatever the record says, and no long one', () => {
    const line = letterLine(evilLetter)
    expect(isHarmless(line) && !line.includes('\n')).toBe(true)
    const errors = Array.from({ length: 10 }, () => ({ path: '$', expected: 'x'.repeat(1_000) }))
    const long = letterWith({ origin: originWith({ errors, tenant: 'é'.repeat(256) }), value: Buffer.alloc(1e6, 'é') })
    expect(letterLine(long).length).toBeLessThan(500)
  })
})

describe('the JSON of a letter', () => {
  it('has all that it says, its bytes in base64, its headers as texts', () => {
    const headers = [
      { key: 'trace', value: Buffer.from('a') },
      { key: 'trace', value: null },
      { key: '__proto__', value: Buffer.from([0xff]) },
    ]
    const origin = originWith({
      ...{
        timestampMs: 0,
        attempt: 2,
        firstFailedAtMs: 1,
        build: '0.2.0',
        sha256: 'ab',
        valueBytes: 20,
        truncated: true,
      },
    })
    const text = letterJson(letterWith({ origin, headers }))
    expect(text).not.toContain('\n')
    expect(text).toContain('"__proto__":"\ufffd"')
    expect(JSON.parse(text)).toMatchObject({
      place: '0:17',
      appended_at: '2026-11-23T10:00:00Z',
      source_topic: 'events',
      partition: 2,
      offset: 1041,
      timestamp: '1970-01-01T00:00:00Z',
      group: 'tideline',
      tenant: 'acme',
      reason: 'schema',
      errors: origin.errors,
      attempt: 2,
      first_failed_at: '1970-01-01T00:00:00.001Z',
      build: '0.2.0',
      sha256: 'ab',
      value_bytes: 20,
      truncated: true,
      key: 'YWNtZQ==',
      value: Buffer.from('{"tenant_id":"acme"}').toString('base64'),
      headers: { trace: ['a', null] },
    })
  })

  it('leaves out what the letter does not say, and has null for what the record does not have', () => {
    const foreign = letterWith({ origin: null, key: null, value: null, appendedMs: -1 })
    expect(JSON.parse(letterJson(foreign))).toEqual({
      place: '0:17',
      appended_at: null,
      key: null,
      value: null,
      headers: {},
    })
    const { attempt } = JSON.parse(letterJson(letterWith()))
    expect(attempt).toBe(1)
  })
})
