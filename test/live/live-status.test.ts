import { describe, expect, it } from 'vitest'
import { NOTHING_OPEN } from '../../src/checkpoint/open-state.ts'
import type { Retrying } from '../../src/checkpoint/retry-trouble.ts'
import { statusText } from '../../src/cli/status-text.ts'
import { ahead } from '../../src/event/ahead.ts'
import { INITIAL_STATUS, type LiveStatus, lagOf, statusAfter } from '../../src/live/live-status.ts'
import type { PartitionReport } from '../../src/run-partition.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { eventAt } from '../support/events.ts'
import { late, pendingOf } from '../support/outputs.ts'
import { committed } from '../workers/reports.ts'

const recovered = (partition: number, nextOffset: number): PartitionReport => ({
  kind: 'recovered',
  partition,
  nextOffset,
  partsFinished: 0,
  partsRolledBack: 0,
  recordsLost: 0,
  resumedFromCheckpoint: false,
  tookMs: 1,
  condemned: [],
  kept: { streamTimeMs: null, openFromMs: null, open: NOTHING_OPEN, stateBytes: 0 },
})
const progress = (
  partition: number,
  nextOffset: number,
  records: number,
  streamTimeMs: number | null,
): PartitionReport => ({
  kind: 'progress',
  partition,
  nextOffset,
  records,
  appendedMs: null,
  streamTimeMs,
})
const statusOf = (...reports: readonly RunReport[]): LiveStatus =>
  reports.reduce((status, report) => statusAfter(status, report, 0), INITIAL_STATUS)

describe('statusAfter', () => {
  it('knows where each partition stands from its recovery on', () => {
    const status = statusOf(recovered(0, 5), recovered(1, 9), progress(0, 8, 3, 1_000))
    expect([...status.partitions].map(([partition, { nextOffset }]) => [partition, nextOffset])).toEqual([
      [0, 8],
      [1, 9],
    ])
  })

  it('adds up the records of all partitions', () => {
    expect(statusOf(progress(0, 8, 3, 1_000), progress(1, 4, 4, 2_000), progress(0, 9, 1, 1_500)).records).toBe(8)
  })

  it('keeps the stream time of each partition, and none where there was no event', () => {
    const status = statusOf(progress(0, 1, 1, null), progress(1, 1, 1, 7), progress(1, 2, 1, 9))
    expect([...status.partitions.values()].map(({ streamTimeMs }) => streamTimeMs)).toEqual([null, 9])
  })

  describe('of a partition that waits', () => {
    const waiting = (trouble: Retrying['trouble'], partition = 0): Retrying => ({
      ...{ kind: 'retrying', partition, trouble, message: `${trouble}!`, pauseMs: 500 },
    })
    /** What waits for what, since when, after reports that come a second apart. */
    const pausedAfter = (...reports: readonly RunReport[]) =>
      [...reports.reduce((status, report, i) => statusAfter(status, report, i * 1_000), INITIAL_STATUS).paused].map(
        ([partition, { trouble, sinceMs }]) => `${partition} ${trouble} ${sinceMs}`,
      )

    it('knows what for, and since when, however often it was tried', () => {
      expect(pausedAfter(waiting('disk'), waiting('log', 2), waiting('disk'))).toEqual(['0 disk 0', '2 log 1000'])
      expect(pausedAfter(waiting('log'), waiting('disk'))).toEqual(['0 disk 1000'])
    })

    it('knows that it goes on when it commits, or is taken again behind trouble with the log or the disk', () => {
      expect(pausedAfter(waiting('disk'), waiting('log', 1), committed(0, 5))).toEqual(['1 log 1000'])
      expect(pausedAfter(waiting('disk'), waiting('log', 1), recovered(0, 5), recovered(1, 5))).toEqual([])
    })

    it('takes one with too many records that are no events for waiting until it commits', () => {
      const tried = [waiting('invalid'), recovered(0, 5), progress(0, 2_000, 1_995, null)]
      expect(pausedAfter(...tried)).toEqual(['0 invalid 0'])
      expect(pausedAfter(...tried, waiting('invalid'))).toEqual(['0 invalid 0'])
      expect(pausedAfter(...tried, committed(0, 2_000))).toEqual([])
    })

    it.each<PartitionReport>([
      { kind: 'finished', partition: 0 },
      { kind: 'revoked', partition: 0 },
    ])('forgets one that is $kind', (report) => {
      expect(pausedAfter(waiting('invalid'), waiting('log', 1), report)).toEqual(['1 log 1000'])
    })

    it('says first how many they are', () => {
      expect(statusText(statusOf(waiting('invalid'), waiting('log', 1)), 0, 0, 0, 0)).toMatch(/^paused 2 {2}0 events/)
    })
  })

  it('knows of a worker that died since when none runs in its place, and how the last one died', () => {
    const change = (atMs: number, more: object) => [{ kind: 'worker', worker: 1, ...more } as RunReport, atMs] as const
    const changes = [
      change(1, { state: 'starting' }),
      change(2, { state: 'running', pid: 7 }),
      change(3, { state: 'dead', how: 'was killed by SIGKILL', pauseMs: 500 }),
      change(4, { state: 'starting' }),
      change(5, { state: 'running', pid: 8 }),
    ]
    const seen = changes.map((_, i) => {
      const status = changes
        .slice(0, i + 1)
        .reduce((known, [report, atMs]) => statusAfter(known, report, atMs), INITIAL_STATUS)
      const { state, sinceMs, how } = status.workers.get(1)!
      return [state, sinceMs, how]
    })
    expect(seen).toEqual([
      ['starting', 1, null],
      ['running', 2, null],
      ['dead', 3, 'was killed by SIGKILL'],
      ['starting', 3, 'was killed by SIGKILL'],
      ['running', 5, 'was killed by SIGKILL'],
    ])
  })

  it('knows how each worker is', () => {
    const dead: RunReport = { kind: 'worker', worker: 1, state: 'dead', how: 'was killed by SIGKILL', pauseMs: 500 }
    const { workers } = statusOf(
      { kind: 'worker', worker: 0, state: 'starting' },
      { kind: 'worker', worker: 1, state: 'starting' },
      { kind: 'worker', worker: 0, state: 'running', pid: 7 },
      { kind: 'waiting', worker: 1, message: 'no broker', pauseMs: 500 },
      dead,
    )
    expect([...workers.values()]).toEqual([
      { worker: 0, state: 'running', sinceMs: 0, pid: 7, how: null },
      { worker: 1, state: 'dead', sinceMs: 0, pid: null, how: 'was killed by SIGKILL' },
    ])
  })

  it('changes no status that it was given', () => {
    statusOf(recovered(0, 5), progress(0, 8, 3, 1_000))
    expect(INITIAL_STATUS.partitions.size).toBe(0)
  })
})

describe('lagOf', () => {
  it('adds up what lies between each partition and its end', () => {
    const status = statusOf(recovered(0, 5), recovered(1, 9))
    expect(
      lagOf(
        status,
        new Map([
          [0, 15],
          [1, 10],
        ]),
      ),
    ).toBe(11)
  })

  it('counts nothing for a partition that is past the end seen, or not taken yet', () => {
    expect(
      lagOf(
        statusOf(recovered(0, 20)),
        new Map([
          [0, 15],
          [1, 10],
        ]),
      ),
    ).toBe(0)
  })
})

describe('statusText', () => {
  it('shows the watermark of the slowest partition', () => {
    const time = Date.parse('2026-01-01T00:10:44.000Z')
    const status = statusOf(progress(0, 1, 1, time), progress(1, 1, 1, time + 60_000))
    expect(statusText(status, 20_012.6, 1_204, 2_000, 0)).toBe(
      '20,013 events/s  lag 1,204  watermark 2026-01-01T00:10:42Z  windows 0  dead letters 0',
    )
  })

  it('has no watermark before the first event', () => {
    expect(statusText(INITIAL_STATUS, 0, 0, 2_000, 0)).toContain('watermark none')
  })

  it('says of how many tenants the clocks were off, where there are any', () => {
    const { clocks } = pendingOf(
      late(eventAt(0), 0, 1),
      ahead(eventAt(9_000), 0, false),
      ahead(eventAt(9, { tenant: 'b' }), 0, true),
    )
    const committed = { ...INITIAL_STATUS.committed, clocks }
    expect(statusText({ ...INITIAL_STATUS, committed }, 0, 0, 0, 0)).toMatch(
      / {2}dead letters 0 {2}clocks 2 ahead, 1 late$/,
    )
  })

  it('says how many workers run, where there are several, and of how many if not all do', () => {
    const running: RunReport = { kind: 'worker', worker: 0, state: 'running', pid: 7 }
    const starting: RunReport = { kind: 'worker', worker: 1, state: 'starting' }
    expect(statusText(statusOf(running, { ...running, worker: 1 }), 0, 0, 0, 0)).toMatch(/ {2}workers 2$/)
    expect(statusText(statusOf(running, starting), 0, 0, 0, 0)).toMatch(/ {2}workers 1 of 2$/)
  })

  it('says how many dead letters a second there were in the last minute, and whose most of them', () => {
    const letters = { tenants: new Map([['acme', 300]]), others: 0, unknown: 60 }
    const status = statusOf({ ...committed(0, 400), deadLetters: { schema: 360 }, lettersByTenant: letters })
    expect(statusText(status, 0, 0, 0, 0)).toContain('  dead letters 360 (6/s: acme 5, no tenant 1)')
    expect(statusText(status, 0, 0, 0, 70_000)).toMatch(/ {2}dead letters 360$/)
  })

  it('shows committed windows and dead letters', () => {
    const rows = { ...INITIAL_STATUS.committed.rows, rolling_window_results: 31_220 }
    const committed = { ...INITIAL_STATUS.committed, rows, deadLetters: { bad_json: 10, schema: 2 } }
    expect(statusText({ ...INITIAL_STATUS, committed }, 0, 0, 0, 0)).toContain('windows 31,220  dead letters 12')
  })
})
