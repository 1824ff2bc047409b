import { describe, expect, it } from 'vitest'
import { INITIAL_STATUS, type LiveStatus, statusAfter } from '../../src/live/live-status.ts'
import type { Sample } from '../../src/live/pace.ts'
import { type StatusParts, statusViewOf } from '../../src/live/status-view-of.ts'
import { DURATION_BOUNDS_SECONDS } from '../../src/session/durations.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { statusExample } from '../serve/status-example.ts'
import { committed, progress, recovered } from '../workers/reports.ts'

const statusOf = (...reports: readonly RunReport[]): LiveStatus =>
  reports.reduce((status, report) => statusAfter(status, report, 50_000), INITIAL_STATUS)
const viewOf = (status: LiveStatus, parts: Partial<StatusParts> = {}) =>
  statusViewOf({
    nowMs: 100_000,
    pipeline: statusExample().pipeline,
    status,
    phase: 'running',
    phaseSinceMs: 0,
    isOpen: true,
    opening: null,
    logSilent: null,
    endOffsets: null,
    room: null,
    samples: [],
    standstill: new Map(),
    ...parts,
  })
/** Partition 0 is at 5, whose last record was appended in second 90; 1 at 7, in second 80; 2 was taken, and has read nothing. */
const THREE = statusOf(
  ...[recovered(1), recovered(0), recovered(2)],
  { ...progress(0, 5, 5), appendedMs: 90_000, streamTimeMs: 60_000 },
  { ...progress(1, 7, 7), appendedMs: 80_000 },
)
const ends = (...offsets: readonly number[]) => ({ endOffsets: new Map(offsets.entries()) })

describe('statusViewOf', () => {
  describe('in its lag', () => {
    it('knows nothing before the log has said where it ends', () => {
      expect(viewOf(THREE).lag).toEqual({ records: null, etaSeconds: null, seconds: null })
    })

    it('is of the partition that is furthest behind', () => {
      expect(viewOf(THREE, ends(8, 9, 0)).lag).toEqual({ records: 5, etaSeconds: null, seconds: 20 })
      expect(viewOf(THREE, ends(8, 7, 0)).lag).toEqual({ records: 3, etaSeconds: null, seconds: 10 })
    })

    it('is none at the end, however long ago the last record came', () => {
      expect(viewOf(THREE, ends(5, 7, 0)).lag).toEqual({ records: 0, etaSeconds: 0, seconds: 0 })
      expect(viewOf(THREE, ends(4, 7)).lag).toEqual({ records: 0, etaSeconds: 0, seconds: 0 })
    })

    it('does not know the seconds where a partition that has lag has read nothing yet', () => {
      expect(viewOf(THREE, ends(5, 7, 1)).lag).toEqual({ records: 1, etaSeconds: null, seconds: null })
    })

    it('is not before 0 where records are stamped with a time to come', () => {
      const ahead = statusOf(recovered(0), { ...progress(0, 5, 5), appendedMs: 900_000 })
      expect(viewOf(ahead, ends(6)).lag.seconds).toBe(0)
    })

    it('says how long it takes, and how fast it goes', () => {
      const samples: Sample[] = [0, 1, 2].map((i) => ({ atMs: i * 1_000, records: i * 40, lag: 100 - i * 20 }))
      const view = viewOf(THREE, { ...ends(8, 9, 0), samples })
      expect([view.lag.etaSeconds, view.recordsPerSecond]).toEqual([3, 40])
    })
  })

  it('has partitions by number, with what is known of each', () => {
    const open = { windows: 3, pairs: 40, sessions: 2, waitingEnds: 1 }
    const trouble = { trouble: 'disk', message: 'full', pauseMs: 500 } as const
    const status = [
      { ...committed(0, 4), open, stateBytes: 700 },
      { kind: 'retrying', partition: 1, ...trouble } as const,
    ].reduce<LiveStatus>((before, report) => statusAfter(before, report, 60_000), THREE)
    const view = viewOf(status, ends(8))
    expect(view.partitions).toEqual([
      {
        ...{ partition: 0, worker: null, nextOffset: 5, endOffset: 8, committedOffset: 4 },
        ...{ streamTimeMs: 60_000, watermarkMs: 58_000, open, stateBytes: 700, paused: null },
      },
      {
        ...{ partition: 1, worker: null, nextOffset: 7, endOffset: null, committedOffset: 0 },
        ...{ streamTimeMs: 7, watermarkMs: -1_993, stateBytes: 0 },
        open: { windows: 0, pairs: 0, sessions: 0, waitingEnds: 0 },
        paused: { trouble: 'disk', message: 'full', sinceMs: 60_000 },
      },
      {
        ...{ partition: 2, worker: null, nextOffset: 0, endOffset: null, committedOffset: 0 },
        ...{ streamTimeMs: null, watermarkMs: null, stateBytes: 0, paused: null },
        open: { windows: 0, pairs: 0, sessions: 0, waitingEnds: 0 },
      },
    ])
    expect(view.problems.map(({ kind }) => kind)).toEqual(['disk'])
  })

  it('adds up what partitions have open, and what commits have completed', () => {
    const sessions = { windows: 0, pairs: 0, sessions: 2, waitingEnds: 1 }
    const counts = DURATION_BOUNDS_SECONDS.map((_, i) => (i === 2 ? 1 : 0)).concat(1)
    const rows = { rolling_window_results: 0, late_window_corrections: 0, session_stats: 2, unmatched_sessions: 1 }
    const one = {
      ...committed(0, 4),
      open: sessions,
      rows,
      durations: { counts, sumSeconds: 9 },
      outcomes: { evicted: 1 },
    }
    const view = viewOf(statusOf(one, { ...one, books: { ...one.books, partition: 1, toOffset: 9 } }))
    expect(view.sessions).toEqual({
      ...{ open: 4, waitingEnds: 2, completed: 4, unmatched: { evicted: 2 } },
      durations: { boundsSeconds: DURATION_BOUNDS_SECONDS, counts: counts.map((n) => 2 * n), sumSeconds: 18 },
    })
  })

  it('says how much room there is', () => {
    expect(viewOf(INITIAL_STATUS).storageFreeBytes).toBeNull()
    expect(viewOf(INITIAL_STATUS, { room: { freeBytes: 70, lowSinceMs: null } }).storageFreeBytes).toBe(70)
  })

  it('is JSON as it stands', () => {
    const view = viewOf(THREE, ends(8, 9, 0))
    expect(JSON.parse(JSON.stringify(view))).toEqual({ ...view, totals: JSON.parse(JSON.stringify(view.totals)) })
  })
})
