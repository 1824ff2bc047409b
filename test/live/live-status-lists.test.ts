import { describe, expect, it } from 'vitest'
import type { LetterInShort } from '../../src/dead-letter/letter-in-short.ts'
import { INITIAL_STATUS, type LiveStatus, statusAfter } from '../../src/live/live-status.ts'
import { NO_DURATIONS } from '../../src/session/durations.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { committed, dead, ended, progress, recovered, running, starting } from '../workers/reports.ts'

/** Reports a second apart. */
const statusOf = (...reports: readonly RunReport[]): LiveStatus =>
  reports.reduce((status, report, i) => statusAfter(status, report, i * 1_000), INITIAL_STATUS)
const revoked = (partition: number, worker?: number): RunReport => ({
  ...{ kind: 'revoked', partition },
  ...(worker !== undefined && { worker }),
})
const by = <T extends RunReport>(worker: number, report: T): RunReport => ({ ...report, worker }) as RunReport
const retrying = (partition: number): RunReport => ({
  ...{ kind: 'retrying', partition, trouble: 'disk', message: 'full', pauseMs: 500 },
})
const letter = (offset: number): LetterInShort => ({
  ...{ topic: 'events', partition: 0, offset, reason: 'schema', tenant: 'a', error: 'wrong' },
})

describe('statusAfter', () => {
  it('has no partition of a worker that is dead, and knows since when it has none at all', () => {
    const reports = [by(0, recovered(3)), by(1, recovered(4)), by(0, retrying(3)), dead(500, 0)]
    const status = statusOf(...reports)
    expect([[...status.partitions.keys()], [...status.paused.keys()], status.noneSinceMs]).toEqual([[4], [], null])
    expect(statusOf(...reports, dead(500, 1)).noneSinceMs).toBe(4_000)
    const untaken = statusOf(by(1, recovered(4)), by(0, retrying(3)), dead(500, 0))
    expect([[...untaken.partitions.keys()], [...untaken.paused.keys()], untaken.noneSinceMs]).toEqual([[4], [], null])
    expect(statusOf(...reports, dead(500, 1), by(0, recovered(3))).noneSinceMs).toBeNull()
  })

  it('keeps what others wait for when a worker is dead, and since when', () => {
    const others = [by(0, recovered(4)), by(1, retrying(3)), by(0, retrying(4))]
    expect([...statusOf(...others, dead(500, 0), by(1, retrying(3))).paused]).toEqual([
      [3, { trouble: 'disk', message: 'full', sinceMs: 1_000, worker: 1 }],
    ])
    expect([...statusOf(...others, ended(0)).paused.keys()]).toEqual([3])
  })

  it('has been without a partition since it had the last one, whoever dies after that', () => {
    expect(statusOf(by(0, retrying(3)), dead(500, 0)).noneSinceMs).toBeNull() // it never had one
    const none = [by(1, recovered(4)), dead(500, 1), by(0, retrying(3)), dead(500, 0)]
    expect(statusOf(...none).noneSinceMs).toBe(1_000)
  })

  it('keeps what the new worker of a partition waits for when the old one says that it has it no more', () => {
    const taken = [by(0, recovered(3)), by(1, recovered(3))]
    expect([...statusOf(...taken, by(1, retrying(3)), revoked(3, 0)).paused.keys()]).toEqual([3])
    expect([...statusOf(...taken, by(0, retrying(3)), revoked(3, 0)).paused.keys()]).toEqual([])
    // Not taken yet, so still the old one's:
    expect([...statusOf(by(0, recovered(3)), by(1, retrying(3)), revoked(3, 0)).paused.keys()]).toEqual([3])
    expect([...statusOf(by(0, recovered(3)), by(1, retrying(3)), dead(500, 0)).paused.keys()]).toEqual([3])
  })

  describe('of a partition that moves from one worker to another', () => {
    const owners = (...reports: readonly RunReport[]) =>
      [...statusOf(...reports).partitions].map(([partition, { worker, nextOffset }]) => [partition, worker, nextOffset])

    it('keeps it where the new one has it before the old one says that it has it no more', () => {
      const reports = [by(0, recovered(3)), by(1, { ...recovered(3), nextOffset: 9 }), revoked(3, 0)]
      expect(owners(...reports)).toEqual([[3, 1, 9]])
      expect(owners(...reports, revoked(3, 1))).toEqual([])
    })

    it('has it no more where the old one says so first', () => {
      expect(owners(by(0, recovered(3)), revoked(3, 0))).toEqual([])
      expect(owners(recovered(3), revoked(3))).toEqual([])
      expect(owners(by(0, recovered(3)), revoked(3, 0), by(1, recovered(3)))).toEqual([[3, 1, 0]])
    })
  })

  it('knows of a partition that is taken what its last commit kept, and still when its last record was appended', () => {
    const open = { windows: 3, pairs: 9, sessions: 1, waitingEnds: 0 }
    const reports: RunReport[] = [
      recovered(0),
      { ...progress(0, 8, 8), streamTimeMs: 70, appendedMs: 60 },
      { ...committed(0, 5), open, stateBytes: 700 },
      { ...recovered(0), nextOffset: 5, kept: { streamTimeMs: 50, openFromMs: 40, open, stateBytes: 700 } },
    ]
    const known = { streamTimeMs: 50, appendedMs: 60, open, stateBytes: 700 }
    expect(statusOf(...reports).partitions.get(0)).toEqual({
      worker: null,
      nextOffset: 5,
      committedOffset: 5,
      ...known,
    })
    const idle = { ...progress(0, 5, 0), streamTimeMs: null, appendedMs: null }
    expect(statusOf(...reports, idle).partitions.get(0)).toMatchObject({ streamTimeMs: 50, appendedMs: 60 })
  })

  it('counts how often a worker was started again, not those that stay dead', () => {
    const { restarts, workers } = statusOf(
      starting(),
      dead(500),
      starting(),
      running(),
      dead(1_000),
      dead(null),
      ended(1),
    )
    expect([restarts, workers.get(0)?.state, workers.get(1)?.state]).toEqual([2, 'dead', 'ended'])
  })

  it('counts how often the run was fenced', () => {
    const retrying = (trouble: 'fenced' | 'log'): RunReport => ({
      ...{ kind: 'retrying', partition: 0, trouble, message: '', pauseMs: 500 },
    })
    expect(statusOf(retrying('fenced'), retrying('log'), recovered(0), retrying('fenced')).fences).toBe(2)
  })

  it('remembers the last twenty commits and recoveries, the newest first', () => {
    const commits = Array.from({ length: 30 }, (_, i) => committed(0, i))
    const status = statusOf(...commits)
    expect(status.commits.map(({ toOffset }) => toOffset)).toEqual(Array.from({ length: 20 }, (_, i) => 29 - i))
    expect(status.commits[0]?.atMs).toBe(29_000)
    expect(status.committed.records).toBe(435)
    const { recoveries } = statusOf(...Array.from({ length: 30 }, (_, i) => recovered(i, i === 29 ? [7, 8] : [])))
    expect(recoveries).toHaveLength(20)
    expect(recoveries[0]).toMatchObject({ partition: 29, atMs: 29_000, condemned: 2 })
  })

  it('remembers the last twenty dead letters, the newest first, with when they were heard of', () => {
    const reports = Array.from({ length: 6 }, (_, i) => {
      const lastLetters = [4, 3, 2, 1, 0].map((n) => letter(i * 10 + n))
      return { ...committed(0, i), lastLetters }
    })
    const { lastLetters } = statusOf(...reports, committed(0, 7))
    expect(lastLetters.map(({ offset }) => offset)).toEqual(
      [50, 40, 30, 20].flatMap((first) => [4, 3, 2, 1, 0].map((n) => first + n)),
    )
    expect(lastLetters[0]).toEqual({ ...letter(54), atMs: 5_000 })
  })

  it('says of a commit what it wrote, and of what', () => {
    const rows = { rolling_window_results: 5, late_window_corrections: 3, session_stats: 2, unmatched_sessions: 1 }
    const books = { ...committed(2, 40).books, fromOffset: 30, correctionPairs: 8, deadLetters: 6 }
    const report = { ...committed(2, 40), books, rows, parts: 4, bytes: 900, checkpointBytes: 70, tookMs: 12 }
    expect(statusOf(report).commits).toEqual([
      {
        ...{ atMs: 0, partition: 2, fromOffset: 30, toOffset: 40, tookMs: 12, parts: 4, bytes: 900 },
        ...{ checkpointBytes: 70, rows: 11, latePairs: 8, deadLetters: 6 },
      },
    ])
  })

  it('adds up durations and outcomes of all partitions', () => {
    const counts = NO_DURATIONS.counts.map((_, i) => i)
    const one = { ...committed(0, 1), durations: { counts, sumSeconds: 2.5 }, outcomes: { evicted: 2, timed_out: 1 } }
    const { durations, outcomes } = statusOf(one, { ...one, outcomes: { orphan_end: 4, evicted: 1 } })
    expect(durations).toEqual({ counts: counts.map((n) => 2 * n), sumSeconds: 5 })
    expect(outcomes).toEqual({ evicted: 3, timed_out: 1, orphan_end: 4 })
  })

  it('is the same behind what says nothing of it', () => {
    const status = statusOf(recovered(0))
    for (const report of [
      { kind: 'wrote', worker: 0, line: 'x' },
      { kind: 'unreported', worker: 0, partition: 0, fromOffset: 0, toOffset: 1 },
      { kind: 'seen', id: 1, sight: { ...{ tenantsMatching: 0, isPartial: false, otherTypes: 0 }, ...EMPTY } },
    ] satisfies RunReport[])
      expect(statusAfter(status, report, 0)).toBe(status)
  })
})

const EMPTY = { tenants: new Map(), windows: new Map(), history: new Map() }
