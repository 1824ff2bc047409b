import { describe, expect, it } from 'vitest'
import { letterText, recordText } from '../../src/cli/dlq/letter-text.ts'
import { letterWith, originWith } from '../dead-letter/letters.ts'
import { eventAt } from '../support/events.ts'
import { EVIL, evilLetter, HINTED, isHarmless } from './evil-letter.ts'

const AN_EVENT = { kind: 'event', event: eventAt(0, { tenant: EVIL, type: EVIL }) } as const

describe('the text of a letter', () => {
  const failure = { kind: 'failure', failure: { reason: 'schema', errors: [HINTED] } } as const

  it('says all of it', () => {
    const origin = originWith({
      ...{
        errors: [HINTED],
        timestampMs: 0,
        attempt: 2,
        firstFailedAtMs: 1_000,
        build: '0.2.0',
        valueBytes: 20,
        sha256: 'ab',
      },
    })
    const headers = [
      { key: 'trace', value: Buffer.from('a') },
      { key: 'span', value: Buffer.from([1, 0xff]) },
      { key: 'none', value: null },
    ]
    const value = Buffer.from('{\n  "tenant_id": "acme"\n}')
    expect(letterText(letterWith({ origin, headers, value }), failure)).toBe(`\
dead letter 0:17 of events_dlq
  written        2026-11-23T10:00:00.000Z
  from           events 2:1041, group tideline
  record time    1970-01-01T00:00:00.000Z
  reason         schema
  errors         $.timestamp: expected a finite number of unix seconds, not below 0 (it looks like milliseconds)
  tenant         "acme"
  attempt        2, failed for the first time 1970-01-01T00:00:01.000Z
  build          0.2.0
  whole value    20 bytes, sha256 ab
  sent back now  would be a dead letter again, for the same reason

headers: 3
  trace: a
  span: 0x01ff
  none: null

key: 4 bytes
  acme

value: 25 bytes
  {
    "tenant_id": "acme"
  }`)
  })

  it('says what else is wrong with it today', () => {
    expect(letterText(letterWith(), failure)).toContain(`
  sent back now  would be a dead letter: schema
                 $.timestamp: expected a finite number of unix seconds, not below 0 (it looks like milliseconds)
`)
  })

  it('says what would pass, and of whom', () => {
    const event = eventAt(Date.parse('2026-11-23T09:00:00Z'), { tenant: 'acme' })
    expect(letterText(letterWith(), { kind: 'event', event })).toContain(
      '\n  sent back now  would pass: tenant "acme", type "view", event time 2026-11-23T09:00:00Z\n',
    )
    const killer = letterWith({ origin: originWith({ reason: 'crash_suspect' }) })
    expect(letterText(killer, { kind: 'event', event })).toContain('; but it killed the process (R7)\n')
  })

  it('says where the rest of a value is that was cut', () => {
    const text = letterText(letterWith({ origin: originWith({ truncated: true }) }), { kind: 'cut' })
    expect(text).toContain('the source may still have all of it: npm run dlq -- show 2:1041 --source\n')
    expect(text).toContain('cannot be said')
  })

  it("is of somebody else's record, and of one without key and value", () => {
    const text = letterText(letterWith({ origin: null, key: null, value: Buffer.alloc(0) }), {
      kind: 'failure',
      failure: { reason: 'empty', errors: [] },
    })
    expect(text).toContain('not known: it has no headers of ours\n')
    expect(text).toContain('headers: 0\n\nkey: null\n\nvalue: 0 bytes')
  })

  it('moves no cursor and turns no text round, whatever the record says', () => {
    expect(isHarmless(letterText(evilLetter, AN_EVENT))).toBe(true)
    expect(isHarmless(recordText(evilLetter, AN_EVENT))).toBe(true)
  })

  it('is of a record of the source, with what the pipeline makes of it', () => {
    expect(
      recordText(letterWith({ topic: 'events', headers: [] }), failure)
        .split('\n')
        .slice(0, 4),
    ).toEqual([
      'record 0:17 of events',
      '  record time    2026-11-23T10:00:00.000Z',
      '  read now       would be a dead letter: schema',
      '                 $.timestamp: expected a finite number of unix seconds, not below 0 (it looks like milliseconds)',
    ])
  })
})
