import { describe, expect, it } from 'vitest'
import { letterStatsJson } from '../../src/cli/dlq/letter-stats-json.ts'
import { letterStatsText } from '../../src/cli/dlq/letter-stats-text.ts'
import { LetterStats } from '../../src/dead-letter/letter-stats.ts'
import type { Fate } from '../../src/dead-letter/settled-letters.ts'
import { letterWith, originWith } from '../dead-letter/letters.ts'
import { EVIL } from './evil-letter.ts'

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
