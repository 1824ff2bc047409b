import { describe, expect, it } from 'vitest'
import type { Committed } from '../src/checkpoint/committed.ts'
import { NOTHING_OPEN } from '../src/checkpoint/open-state.ts'
import { NO_LETTERS } from '../src/dead-letter/count-letters.ts'
import { NO_DURATIONS } from '../src/session/durations.ts'
import { addCommitted, deadLetterCount, EMPTY_SUMMARY } from '../src/summary.ts'
import { eventAt, tenantId } from './support/events.ts'
import { late, pendingOf } from './support/outputs.ts'

const committed = (more: Partial<Committed> = {}): Committed => ({
  kind: 'committed',
  books: {
    partition: 0,
    fromOffset: 0,
    toOffset: 10,
    records: 10,
    events: 7,
    deadLetters: 3,
    openPairsBefore: 0,
    heldPairs: 35,
    resultPairs: 20,
    correctionPairs: 5,
    openPairsAfter: 10,
    unpairedBefore: 1,
    sessionEvents: 5,
    completedSessions: 2,
    unmatchedSessions: 1,
    unpairedAfter: 1,
  },
  rows: { rolling_window_results: 4, late_window_corrections: 3, session_stats: 2, unmatched_sessions: 1 },
  deadLetters: { bad_json: 2, schema: 1 },
  lettersByTenant: NO_LETTERS,
  lastLetters: [],
  durations: NO_DURATIONS,
  outcomes: {},
  open: NOTHING_OPEN,
  clocks: pendingOf(late(eventAt(0), 0, 5)).clocks,
  parts: 4,
  bytes: 100,
  checkpointBytes: 50,
  stateBytes: 50,
  tookMs: 10,
  ...more,
})

describe('addCommitted', () => {
  it('adds a commit to what was there', () => {
    const { clocks } = pendingOf(late(eventAt(0), 0, 5, 4_000), late(eventAt(0, { tenant: 'b' }), 0, 1))
    const once = addCommitted(EMPTY_SUMMARY, committed())
    expect(addCommitted(once, committed({ deadLetters: { schema: 4, empty: 1 }, clocks }))).toEqual({
      records: 20,
      events: 14,
      deadLetters: { bad_json: 2, schema: 5, empty: 1 },
      latePairs: 10,
      clocks: {
        tenants: new Map([
          [tenantId('a'), { aheadMs: 0, rejected: 0, behindMs: 4_000, late: 2 }],
          [tenantId('b'), { aheadMs: 0, rejected: 0, behindMs: 3_000, late: 1 }],
        ]),
        others: null,
      },
      rows: { rolling_window_results: 8, late_window_corrections: 6, session_stats: 4, unmatched_sessions: 2 },
      books: {
        heldPairs: 70,
        resultPairs: 40,
        correctionPairs: 10,
        openPairs: 20,
        sessionEvents: 10,
        completedSessions: 4,
        unmatchedSessions: 2,
        unpaired: 0,
      },
    })
  })

  it('changes neither the summary nor the commit', () => {
    const [summary, commit] = [addCommitted(EMPTY_SUMMARY, committed()), committed()]
    const before = structuredClone({ summary, commit })
    addCommitted(summary, commit)
    expect({ summary, commit }).toEqual(before)
    expect(EMPTY_SUMMARY.records).toBe(0)
  })
})

describe('deadLetterCount', () => {
  it('adds up all reasons', () => {
    expect(deadLetterCount(EMPTY_SUMMARY)).toBe(0)
    expect(deadLetterCount({ deadLetters: { bad_json: 2, schema: 5 } })).toBe(7)
  })
})
