import type { Committed } from '../checkpoint/committed.ts'
import { type RecentLetters, withLetters } from '../dead-letter/recent-letters.ts'
import { addDurations, type Durations, NO_DURATIONS } from '../session/durations.ts'
import { addOutcomes, type Outcomes } from '../session/outcomes.ts'
import { addCommitted, EMPTY_SUMMARY, type Summary } from '../summary.ts'
import type { RunReport, WorkerChange } from '../workers/worker-report.ts'
import { withEntry, without } from './entries.ts'
import { type GroupWaits, waitingFor } from './group-waits.ts'
import { committedBy, type LivePartition, movedBy, takenBy } from './live-partition.ts'
import { goesOn, type Pauses, pausedWith, withoutPausesOf } from './paused.ts'
import { commitView, recoveryView } from './report-views.ts'
import type { CommitView, LetterView, RecoveryView, WorkerView } from './status-view.ts'

/** What a run in progress knows about itself, by what it reported. */
export interface LiveStatus {
  /** Records processed by this run, committed or not. */
  readonly records: number
  readonly committed: Summary
  readonly durations: Durations
  readonly outcomes: Outcomes
  /** By number, those that this run has now. */
  readonly partitions: ReadonlyMap<number, LivePartition>
  /** By partition: what it waits for, until it commits, or is taken again behind trouble with the log or the disk. */
  readonly paused: Pauses
  readonly recentLetters: RecentLetters
  /** The latest first, as the next two. */
  readonly lastLetters: readonly LetterView[]
  readonly commits: readonly CommitView[]
  readonly recoveries: readonly RecoveryView[]
  /** By worker: how it is. Empty where this process runs alone. */
  readonly workers: ReadonlyMap<number, WorkerView>
  /** Since when this run has had no partition, unix milliseconds; null while it has some, and before the first. */
  readonly noneSinceMs: number | null
  /** What keeps it from being given partitions; null: nothing that it knows of. */
  readonly groupWaits: GroupWaits | null
  readonly fences: number
  /** How often a worker died that was then started again. */
  readonly restarts: number
}

export const INITIAL_STATUS: LiveStatus = {
  records: 0,
  committed: EMPTY_SUMMARY,
  durations: NO_DURATIONS,
  outcomes: {},
  partitions: new Map(),
  paused: new Map(),
  recentLetters: [],
  lastLetters: [],
  commits: [],
  recoveries: [],
  workers: new Map(),
  noneSinceMs: null,
  groupWaits: null,
  fences: 0,
  restarts: 0,
}

/** So many of the last dead letters, commits and recoveries are remembered. */
const MOST_REMEMBERED = 20

/** The status after one more report, which came at `atMs` (unix milliseconds). */
export const statusAfter = (status: LiveStatus, report: RunReport, atMs: number): LiveStatus => {
  switch (report.kind) {
    case 'recovered':
      return {
        ...status,
        noneSinceMs: null,
        groupWaits: null,
        partitions: withEntry(
          status.partitions,
          report.partition,
          takenBy(workerOf(report), status.partitions.get(report.partition), report),
        ),
        // Records that are no events are still there; only a commit shows that they are not too many any more.
        paused:
          status.paused.get(report.partition)?.trouble === 'invalid'
            ? status.paused
            : goesOn(status.paused, report.partition),
        recoveries: withNewest(status.recoveries, recoveryView(report, atMs)),
      }
    case 'progress':
      return {
        ...status,
        records: status.records + report.records,
        partitions: withEntry(
          status.partitions,
          report.partition,
          movedBy(status.partitions.get(report.partition), report),
        ),
      }
    case 'committed':
      return afterCommit(status, report, atMs)
    case 'retrying':
      return {
        ...status,
        paused: pausedWith(status.paused, report, workerOf(report), atMs),
        fences: status.fences + (report.trouble === 'fenced' ? 1 : 0),
      }
    case 'finished':
      return { ...status, paused: goesOn(status.paused, report.partition) }
    case 'revoked':
      // Another worker of this run may have taken it, and said so, before the one that had it says that it has it no more.
      return status.partitions.get(report.partition)?.worker === workerOf(report)
        ? withoutPartitions(status, workerOf(report), [report.partition], atMs)
        : { ...status, paused: withoutPausesOf(workerOf(report), status.paused, [report.partition]) }
    case 'worker':
      return afterWorkerChange(status, report, atMs)
    case 'waiting':
      return { ...status, groupWaits: waitingFor(status.groupWaits, report.message, report.pauseMs, atMs) }
    case 'wrote':
    case 'unreported':
    case 'seen':
      return status
  }
}

const workerOf = (report: object): number | null => ('worker' in report ? (report.worker as number) : null)

const afterCommit = (status: LiveStatus, report: Committed, atMs: number): LiveStatus => {
  const { books } = report
  const partition = committedBy(status.partitions.get(books.partition), report)
  return {
    ...status,
    committed: addCommitted(status.committed, report),
    durations: addDurations(status.durations, report.durations),
    outcomes: addOutcomes(status.outcomes, report.outcomes),
    partitions: withEntry(status.partitions, books.partition, partition),
    paused: goesOn(status.paused, books.partition),
    recentLetters: withLetters(status.recentLetters, report.lettersByTenant, atMs),
    lastLetters: newest([...report.lastLetters.map((letter) => ({ ...letter, atMs })), ...status.lastLetters]),
    commits: withNewest(status.commits, commitView(report, atMs)),
  }
}

const afterWorkerChange = (
  status: LiveStatus,
  change: WorkerChange & { readonly worker: number },
  atMs: number,
): LiveStatus => {
  const { worker, state } = change
  const before = status.workers.get(worker)
  const how = change.state === 'dead' ? change.how : (before?.how ?? null)
  const pid = change.state === 'running' ? change.pid : null
  // Its successor is on its way: that it does not run is the same trouble still.
  const sinceMs = state === 'starting' && before?.state === 'dead' ? before.sinceMs : atMs
  const left = state === 'dead' || state === 'ended' ? withoutWorker(status, worker, atMs) : status
  return {
    ...left,
    workers: withEntry(status.workers, worker, { worker, state, sinceMs, pid, how }),
    restarts: status.restarts + (change.state === 'dead' && change.pauseMs !== null ? 1 : 0),
  }
}

/** What a worker had, and what it waited for: also of a partition that it had not taken yet. */
const withoutWorker = (status: LiveStatus, worker: number, atMs: number): LiveStatus => {
  const its = [...status.partitions].filter(([, partition]) => partition.worker === worker).map(([number]) => number)
  const left = withoutPartitions(status, worker, its, atMs)
  return { ...left, paused: withoutPausesOf(worker, left.paused, [...left.paused.keys()]) }
}

/** This worker has them no more: whoever has them next says where they stand. */
const withoutPartitions = (
  status: LiveStatus,
  worker: number | null,
  gone: readonly number[],
  atMs: number,
): LiveStatus => {
  if (gone.length === 0) return status
  const partitions = without(status.partitions, gone)
  const noneSinceMs = partitions.size === 0 ? atMs : null
  return { ...status, partitions, paused: withoutPausesOf(worker, status.paused, gone), noneSinceMs }
}

/** Records between where the partitions stand and the given end offsets. */
export const lagOf = ({ partitions }: LiveStatus, endOffsets: ReadonlyMap<number, number>): number => {
  let lag = 0
  for (const [partition, endOffset] of endOffsets)
    lag += Math.max(0, endOffset - (partitions.get(partition)?.nextOffset ?? endOffset))
  return lag
}

const withNewest = <T>(known: readonly T[], one: T): readonly T[] => newest([one, ...known])

const newest = <T>(all: readonly T[]): readonly T[] => all.slice(0, MOST_REMEMBERED)
