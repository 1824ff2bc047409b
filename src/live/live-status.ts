import type { Retrying, Trouble } from '../checkpoint/retry-trouble.ts'
import { type RecentLetters, withLetters } from '../dead-letter/recent-letters.ts'
import { addCommitted, EMPTY_SUMMARY, type Summary } from '../summary.ts'
import type { RunReport, WorkerState } from '../workers/worker-report.ts'

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

const withEntry = <T>(map: ReadonlyMap<number, T>, key: number, value: T | null): ReadonlyMap<number, T> =>
  value === null ? map : new Map(map).set(key, value)
