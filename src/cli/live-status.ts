import type { Retrying, Trouble } from '../checkpoint/retry-trouble.ts'
import { addCommitted, deadLetterCount, EMPTY_SUMMARY, type Summary } from '../summary.ts'
import type { RunReport, WorkerState } from '../workers/worker-report.ts'
import { clocksInShort } from './clock-text.ts'
import { grouped } from './progress.ts'
import { letterRates, letterRatesText, type RecentLetters, withLetters } from './recent-letters.ts'

/** A partition that waits for its log or its disk, or for events among too many records that are none. */
export interface Paused {
  readonly trouble: Trouble
  readonly message: string
  /** Unix milliseconds. */
  readonly sinceMs: number
}

/** What a run in progress knows about itself. */
export interface LiveStatus {
  /** Records processed by this run, committed or not. */
  readonly records: number
  readonly committed: Summary
  /** By partition: where it stands. */
  readonly nextOffsets: ReadonlyMap<number, number>
  readonly streamTimesMs: ReadonlyMap<number, number>
  /** By partition: what it waits for, until it commits, or is taken again behind trouble with the log or the disk. */
  readonly paused: ReadonlyMap<number, Paused>
  readonly recentLetters: RecentLetters
  /** By worker: how it is. Empty where this process runs alone. */
  readonly workers: ReadonlyMap<number, WorkerState>
}

export const INITIAL_STATUS: LiveStatus = {
  records: 0,
  committed: EMPTY_SUMMARY,
  nextOffsets: new Map(),
  streamTimesMs: new Map(),
  paused: new Map(),
  recentLetters: [],
  workers: new Map(),
}

/** The status after one more report, which came at `atMs` (unix milliseconds). */
export const statusAfter = (status: LiveStatus, report: RunReport, atMs: number): LiveStatus => {
  switch (report.kind) {
    case 'recovered':
      return {
        ...status,
        nextOffsets: withEntry(status.nextOffsets, report.partition, report.nextOffset),
        // Records that are no events are still there; only a commit shows that they are not too many any more.
        paused: status.paused.get(report.partition)?.trouble === 'invalid' ? status.paused : goesOn(status, report),
      }
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
        paused: goesOn(status, report.books),
        recentLetters: withLetters(status.recentLetters, report.lettersByTenant, atMs),
      }
    case 'retrying':
      return { ...status, paused: pausedWith(status.paused, report, atMs) }
    case 'finished':
    case 'revoked':
      return { ...status, paused: goesOn(status, report) }
    case 'worker':
      return { ...status, workers: withEntry(status.workers, report.worker, report.state) }
    case 'waiting':
    case 'wrote':
    case 'unreported':
      return status
  }
}

const goesOn = ({ paused }: LiveStatus, { partition }: { readonly partition: number }): LiveStatus['paused'] =>
  paused.has(partition) ? new Map([...paused].filter(([other]) => other !== partition)) : paused

/** Since the first pause, however often it was tried again; another trouble begins anew. */
const pausedWith = (
  paused: LiveStatus['paused'],
  { partition, trouble, message }: Retrying,
  atMs: number,
): LiveStatus['paused'] => {
  const known = paused.get(partition)
  return withEntry(paused, partition, { trouble, message, sinceMs: known?.trouble === trouble ? known.sinceMs : atMs })
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
 * at `nowMs` (unix milliseconds). A partition that waits comes first: a narrow terminal cuts off what is behind.
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
    ...(status.paused.size === 0 ? [] : [`paused ${status.paused.size}`]),
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
