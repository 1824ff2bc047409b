import { describe, expect, it } from 'vitest'
import { barLines } from '../../src/cli/bar-lines.ts'
import { bytesLine, bytesLines } from '../../src/cli/bytes-lines.ts'
import { letterJson } from '../../src/cli/letter-json.ts'
import { letterLine } from '../../src/cli/letter-line.ts'
import { letterStatsJson } from '../../src/cli/letter-stats-json.ts'
import { letterStatsText } from '../../src/cli/letter-stats-text.ts'
import { letterText, recordText } from '../../src/cli/letter-text.ts'
import { LetterStats } from '../../src/dead-letter/letter-stats.ts'
import type { Fate } from '../../src/dead-letter/settled-letters.ts'
import { letterWith, originWith } from '../dead-letter/letters.ts'
import { eventAt } from '../support/events.ts'

const EVIL = '\u001b[31m\n\u202e'
const HINTED = {
  path: '$.timestamp',
  expected: 'a finite number of unix seconds, not below 0',
  hint: 'it looks like milliseconds',
}
/** Whatever a record may say, said by an evil one. */
const evilLetter = letterWith({
  origin: originWith({
    topic: EVIL,
    tenant: EVIL,
    group: EVIL,
    build: EVIL,
    sha256: EVIL,
    valueBytes: 5,
    errors: [{ path: EVIL, expected: EVIL, hint: EVIL }],
  }),
  key: Buffer.from(EVIL),
  value: Buffer.from(EVIL),
  headers: [
    { key: EVIL, value: Buffer.from(EVIL) },
    { key: EVIL, value: null },
  ],
})
const AN_EVENT = { kind: 'event', event: eventAt(0, { tenant: EVIL, type: EVIL }) } as const
const isHarmless = (text: string) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ''))

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

describe('bytes', () => {
  it('are their lines where they are text', () => {
    expect(bytesLines(Buffer.from('a\té\n\u001bb'))).toEqual(['a·é', '·b'])
    expect(bytesLine(Buffer.from('a\nb'))).toBe('a·b')
  })

  it('are dumped where they are none, the first 512', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.alloc(600, 0xff)])
    const lines = bytesLines(bytes)
    expect(lines[0]).toBe('00000000  7b 22 61 22 3a 31 7d 0a ff ff ff ff ff ff ff ff  {"a":1}.........')
    expect(lines[31]!.slice(0, 8)).toBe('000001f0')
    expect(lines.slice(32)).toEqual(['... and 96 bytes more'])
    expect(bytesLines(Buffer.from([0xff]))).toEqual([`00000000  ff${' '.repeat(45)}  .`])
  })
})

describe('a bar chart in the terminal', () => {
  it('has bars in proportion, one at least for whoever is not 0', () => {
    const values = [4_000, 1, 0, 2_000]
    const lines = barLines(values.map((value, i) => ({ label: `b${i}`, value })))
    expect(lines.map((line) => line.split('#').length - 1)).toEqual([40, 1, 0, 20])
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
    expect(lines[0]!.endsWith('  4,000')).toBe(true)
    expect(barLines([])).toEqual([])
  })
})

describe('the numbers of letters', () => {
  const NOW_MS = Date.parse('2026-11-23T12:00:05Z')
  const EMPTY_LINES = Array.from(
    { length: 11 },
    (_, i) => `  2026-11-23 10:00:${String(5 * (i + 1)).padStart(2, '0')}  ${' '.repeat(40)}  0`,
  ).join('\n')
  const stats = () => {
    const gathered = new LetterStats()
    const add = (over: Parameters<typeof originWith>[0], fate: Fate, ms = 0) =>
      gathered.add(letterWith({ origin: originWith(over), appendedMs: letterWith().appendedMs + ms }), fate)
    add({ attempt: 2 }, 'unresolved')
    add({ tenant: EVIL, errors: [{ path: EVIL, expected: 'x' }] }, 'redriven', 60_000)
    add({ reason: 'bad_json', errors: [] }, 'parked', 60_000)
    gathered.add(letterWith({ origin: null, appendedMs: -1 }), 'settled')
    return gathered.numbers()
  }

  it('are a page for people', () => {
    expect(letterStatsText(stats(), 'events_dlq', NOW_MS)).toBe(
      `\
4 dead letters in events_dlq: 1 unresolved, 1 redriven, 1 parked, 1 settled otherwise
the oldest unresolved: 0:17, written 2026-11-23T10:00:00.000Z (2 h 0 min ago), schema, from events 2:1041

  reason and field             letters  unresolved
  schema                             2           1
    $.timestamp                      1           1
    ·[31m··                          1           0
  bad_json                           1           0
  unknown: no headers of ours        1           0

  tenant     letters  unresolved
  "acme"           2           1
  "·[31m··"        1           0
  not known        1           0

  written, in UTC, 5 s a line
  2026-11-23 10:00:00  ####################                      1
${EMPTY_LINES}
  2026-11-23 10:01:00  ########################################  2
  and 1 without a time

  failed once: 2, twice: 1`,
    )
  })

  it('count the age of what is old in days', () => {
    const laterMs = letterWith().appendedMs + 48 * 3_600_000
    expect(letterStatsText(stats(), 'events_dlq', laterMs - 1)).toContain('(48 h 0 min ago)')
    expect(letterStatsText(stats(), 'events_dlq', laterMs)).toContain('(2 days ago)')
  })

  it('are one line of JSON', () => {
    const numbers = JSON.parse(letterStatsJson(stats(), 'events_dlq'))
    expect(numbers).toMatchObject({
      topic: 'events_dlq',
      letters: 4,
      unresolved: 1,
      redriven: 1,
      parked: 1,
      settled: 1,
      oldest_unresolved: { place: '0:17', appended_at: '2026-11-23T10:00:00Z', reason: 'schema', tenant: 'acme' },
      by_tenant: [{ tenant: 'acme', letters: 2, unresolved: 1, missed_at_most: 0 }, { tenant: EVIL }],
      other_tenants: { tenants: 0, at_least: false, letters: 0 },
      tenant_unknown: { letters: 1, unresolved: 0 },
      bucket_seconds: 5,
      without_time: 1,
      attempts: [
        { attempt: 1, letters: 2 },
        { attempt: 2, letters: 1 },
      ],
    })
    expect(numbers.by_reason[0]).toMatchObject({ reason: 'schema', letters: 2, other_paths: { letters: 0 } })
    expect(numbers.over_time).toHaveLength(13)
    expect(numbers.over_time[0]).toEqual({ start: '2026-11-23T10:00:00Z', letters: 1 })
  })

  it('say so where there are none, and where there are too many tenants', () => {
    expect(letterStatsText(new LetterStats().numbers(), 'events_dlq', NOW_MS)).toBe(
      'no dead letters in events_dlq, or none that the filters let through',
    )
    const gathered = new LetterStats()
    for (let i = 0; i < 30_000; i++) gathered.add(letterWith({ origin: originWith({ tenant: `t${i}` }) }), 'redriven')
    const text = letterStatsText(gathered.numbers(), 'events_dlq', NOW_MS)
    expect(text).toMatch(/^ {2}more than 1\d,\d{3} others +29,980 +0$/m)
    expect(text).not.toContain('oldest')
    expect(text).not.toContain('failed once')
  })
})
