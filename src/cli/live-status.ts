import { addCommitted, deadLetterCount, EMPTY_SUMMARY, type Summary } from '../summary.ts'
import type { RunReport, WorkerState } from '../workers/worker-report.ts'
import { clocksInShort } from './clock-text.ts'
import { grouped } from './progress.ts'
import { letterRates, letterRatesText, type RecentLetters, withLetters } from './recent-letters.ts'

/** What a run in progress knows about itself. */
export interface LiveStatus {
  /** Records processed by this run, committed or not. */
  readonly records: number
  readonly committed: Summary
  /** By partition: where it stands. */
  readonly nextOffsets: ReadonlyMap<number, number>
  readonly streamTimesMs: ReadonlyMap<number, number>
  readonly recentLetters: RecentLetters
  /** By worker: how it is. Empty where this process runs alone. */
  readonly workers: ReadonlyMap<number, WorkerState>
}

export const INITIAL_STATUS: LiveStatus = {
  records: 0,
  committed: EMPTY_SUMMARY,
  nextOffsets: new Map(),
  streamTimesMs: new Map(),
  recentLetters: [],
  workers: new Map(),
}

/** The status after one more report, which came at `atMs` (unix milliseconds). */
export const statusAfter = (status: LiveStatus, report: RunReport, atMs: number): LiveStatus => {
  switch (report.kind) {
    case 'recovered':
      return { ...status, nextOffsets: withEntry(status.nextOffsets, report.partition, report.nextOffset) }
    case 'progress':
      return {
        ...status,
        records: status.records + report.records,
        nextOffsets: withEntry(status.nextOffsets, report.partition, report.nextOffset),
        streamTimesMs: withEntry(status.streamTimesMs, report.partition, report.streamTimeMs),
      }
    case 'committed':
      return {
        ...status,
        committed: addCommitted(status.committed, report),
        recentLetters: withLetters(status.recentLetters, report.lettersByTenant, atMs),
      }
    case 'worker':
      return { ...status, workers: withEntry(status.workers, report.worker, report.state) }
    case 'finished':
    case 'retrying':
    case 'waiting':
    case 'wrote':
    case 'unreported':
      return status
  }
}

/** Records between where the partitions stand and the given end offsets. */
export const lagOf = ({ nextOffsets }: LiveStatus, endOffsets: ReadonlyMap<number, number>): number => {
  let lag = 0
  for (const [partition, endOffset] of endOffsets)
    lag += Math.max(0, endOffset - (nextOffsets.get(partition) ?? endOffset))
  return lag
}

/**
 * `20,013 events/s  lag 1,204  watermark 2026-01-01T00:10:42Z  windows 31,220  dead letters 12 (0.3/s: acme 0.2)  clocks 2 ahead, 5 late`,
 * at `nowMs` (unix milliseconds).
 */
export const statusText = (
  status: LiveStatus,
  eventsPerSecond: number,
  lag: number,
  graceMs: number,
  nowMs: number,
): string => {
  // The slowest partition's: all that ends before it is closed everywhere.
  const streamTimeMs = Math.min(...status.streamTimesMs.values())
  const watermark = Number.isFinite(streamTimeMs)
    ? `${new Date(streamTimeMs - graceMs).toISOString().slice(0, 19)}Z`
    : 'none'
  const clocks = clocksInShort(status.committed.clocks)
  const workers = workersInShort(status)
  const letterRate = letterRatesText(letterRates(status.recentLetters, nowMs))
  return [
    `${grouped(Math.round(eventsPerSecond))} events/s`,
    `lag ${grouped(lag)}`,
    `watermark ${watermark}`,
    `windows ${grouped(status.committed.rows.rolling_window_results)}`,
    `dead letters ${grouped(deadLetterCount(status.committed))}${letterRate === null ? '' : ` (${letterRate})`}`,
    ...(clocks === null ? [] : [`clocks ${clocks}`]),
    ...(workers === null ? [] : [workers]),
  ].join('  ')
}

/** `workers 2`, or `workers 1 of 2` while one of them is not running; null where there are none. */
const workersInShort = ({ workers }: LiveStatus): string | null => {
  const running = [...workers.values()].filter((state) => state === 'running').length
  if (workers.size === 0) return null
  return running === workers.size ? `workers ${running}` : `workers ${running} of ${workers.size}`
}

const withEntry = <T>(map: ReadonlyMap<number, T>, key: number, value: T | null): ReadonlyMap<number, T> =>
  value === null ? map : new Map(map).set(key, value)
