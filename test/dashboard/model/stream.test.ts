import { describe, expect, it } from 'vitest'
import { type Connection, shownConnection } from '../../../src/dashboard/model/connection-state.ts'
import { lineSummary } from '../../../src/dashboard/model/line-summary.ts'
import { DEFAULT_QUERY, queryOf, queryText } from '../../../src/dashboard/model/query.ts'
import { KEPT_MS, type Sample, withSample } from '../../../src/dashboard/model/samples.ts'

describe('the connection in words', () => {
  const at = (change: Partial<Connection>, nowMs: number) =>
    shownConnection({ phase: 'open', sinceMs: 0, lastViewMs: null, said: null, ...change }, nowMs).text

  it('is live until three seconds without a view', () => {
    expect(at({ lastViewMs: 1_000 }, 3_999)).toBe('Live')
    expect(at({ lastViewMs: 1_000 }, 4_000)).toBe('Stale for 3 s')
    expect(at({ lastViewMs: 1_000, phase: 'connecting' }, 66_000)).toBe('Stale for 1 min 5 s: reconnecting')
  })

  it('says that nothing ever came, and what the server said', () => {
    expect(at({ phase: 'connecting' }, 2_999)).toBe('Connecting')
    expect(at({ phase: 'connecting' }, 5_000)).toBe('No answer for 5 s: reconnecting')
    expect(at({ phase: 'refused', said: 'full' }, 5_000)).toBe('No answer for 5 s: full')
    expect(at({ phase: 'signed-out' }, 0)).toBe('Signed out')
  })
})

describe('a query', () => {
  it('comes back from an address, whatever is searched', () => {
    const query = { search: 'a&b=#? +%', tenant: '\u202E<b>', top: 50 }
    expect(queryOf(queryText(query))).toEqual(query)
    expect(queryText(DEFAULT_QUERY)).toBe('')
  })

  it('is the default where the address says something else', () => {
    expect(queryOf('top=7&tenant=&main')).toEqual(DEFAULT_QUERY)
  })
})

describe('samples', () => {
  const sample = (atMs: number): Sample => ({ atMs, recordsPerSecond: 1, lagRecords: 2, lagSeconds: 3 })
  const times = (...atMs: number[]) =>
    atMs.reduce<readonly Sample[]>((samples, ms) => withSample(samples, sample(ms)), []).map(({ atMs }) => atMs)

  it('are kept for five minutes', () => {
    const seconds = Array.from({ length: 1_000 }, (_, i) => 1_000 * i)
    const kept = times(...seconds)
    expect([kept[0], kept.at(-1)]).toEqual([999_000 - KEPT_MS, 999_000])
  })

  it('have a gap where no view came, and none of a time that has been taken back', () => {
    expect(times(1_000, 2_000, 9_000)).toEqual([1_000, 2_000, 2_001, 9_000])
    expect(times(5_000, 6_000, 4_000)).toEqual([4_000])
    expect(times(5_000, 5_000)).toEqual([5_000])
  })

  it('are told in a sentence', () => {
    expect(lineSummary('Lag', [0, 1_000, 60_000], [5, null, 2], String)).toBe(
      'Lag over the last 1 min: now 2, least 2, most 5.',
    )
    expect(lineSummary('Lag', [0], [null], String)).toBe('Lag: nothing yet.')
  })
})
