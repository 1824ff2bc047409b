import { letterRates } from '../dead-letter/recent-letters.ts'
import { DURATION_BOUNDS_SECONDS } from '../session/durations.ts'
import type { LivePartition } from './live-partition.ts'
import { type LiveStatus, lagOf } from './live-status.ts'
import { etaSeconds, recordsPerSecond, type Sample } from './pace.ts'
import type { Paused } from './paused.ts'
import { problemsOf, type Situation } from './problems.ts'
import type { LagView, PartitionView, PausedView, PipelineView, StatusView } from './status-view.ts'
import { totalsView } from './totals-view.ts'

/** All that a status is made of. */
export interface StatusParts extends Situation {
  readonly pipeline: PipelineView
  readonly status: LiveStatus
  readonly samples: readonly Sample[]
  /** By partition; null: the log has not said it. */
  readonly endOffsets: ReadonlyMap<number, number> | null
}

export const statusViewOf = (parts: StatusParts): StatusView => {
  const { pipeline, status, samples, nowMs, phase } = parts
  const partitions = [...status.partitions].sort(([a], [b]) => a - b)
  const sum = (of: (partition: LivePartition) => number): number =>
    partitions.reduce((total, [, partition]) => total + of(partition), 0)
  return {
    atMs: nowMs,
    pipeline,
    phase,
    problems: problemsOf(status, parts),
    records: status.records,
    recordsPerSecond: recordsPerSecond(samples),
    lag: lagView(parts),
    totals: totalsView(status.committed),
    partitions: partitions.map(([number, partition]) => partitionView(number, partition, parts)),
    workers: [...status.workers.values()],
    sessions: {
      open: sum(({ open }) => open.sessions),
      waitingEnds: sum(({ open }) => open.waitingEnds),
      completed: status.committed.rows.session_stats,
      unmatched: status.outcomes,
      durations: { boundsSeconds: DURATION_BOUNDS_SECONDS, ...status.durations },
    },
    deadLetters: {
      byReason: status.committed.deadLetters,
      rates: letterRates(status.recentLetters, nowMs),
      last: status.lastLetters,
    },
    commits: status.commits,
    recoveries: status.recoveries,
    fences: status.fences,
    restarts: status.restarts,
    storageFreeBytes: parts.room?.freeBytes ?? null,
  }
}

const lagView = ({ status, samples, endOffsets, nowMs }: StatusParts): LagView => {
  if (endOffsets === null) return { records: null, etaSeconds: null, seconds: null }
  const records = lagOf(status, endOffsets)
  return {
    records,
    etaSeconds: records === 0 ? 0 : etaSeconds(samples),
    seconds: lagSeconds(status, endOffsets, nowMs),
  }
}

/** Of the partition that is furthest behind; null where one that has lag has processed nothing yet. */
const lagSeconds = (
  { partitions }: LiveStatus,
  endOffsets: ReadonlyMap<number, number>,
  nowMs: number,
): number | null => {
  let seconds = 0
  for (const [number, { nextOffset, appendedMs }] of partitions) {
    if (nextOffset >= (endOffsets.get(number) ?? 0)) continue
    if (appendedMs === null) return null
    seconds = Math.max(seconds, (nowMs - appendedMs) / 1_000)
  }
  return seconds
}

const pausedView = (paused: Paused | undefined): PausedView | null =>
  paused === undefined ? null : { trouble: paused.trouble, message: paused.message, sinceMs: paused.sinceMs }

const partitionView = (
  number: number,
  { worker, nextOffset, committedOffset, streamTimeMs, open, stateBytes }: LivePartition,
  { pipeline, endOffsets, status }: StatusParts,
): PartitionView => ({
  partition: number,
  worker,
  nextOffset,
  endOffset: endOffsets?.get(number) ?? null,
  committedOffset,
  streamTimeMs,
  watermarkMs: streamTimeMs === null ? null : streamTimeMs - pipeline.graceMs,
  open,
  stateBytes,
  paused: pausedView(status.paused.get(number)),
})
