import type { Committed } from '../../src/checkpoint/committed.ts'
import { grouped } from '../../src/cli/progress.ts'
import { readDataSet } from '../../src/sink/read-parquet.ts'
import { type Driven, drivePartition } from './driven-partition.ts'
import { activeTenants, floodOfNames, type LoadBatch, openingSessions } from './tenant-load.ts'

export interface ActiveRun {
  readonly tenants: number
  readonly sessions: number
  readonly rate: number
  readonly seconds: number
  /** Seconds. */
  readonly interval: number
}

/** Event time of a round: as long as a window, so that in each one all tenants are active with all types. */
const ROUND_MS = 10_000

export const drive = async (storage: string, { tenants, sessions, rate, seconds, interval }: ActiveRun) => {
  const load = { tenants, openSessions: sessions, roundMs: ROUND_MS }
  const intervalMs = interval * 1_000
  let activeFromMs = 0
  const batches = function* (): Generator<LoadBatch> {
    yield* openingSessions(load)
    activeFromMs = performance.now()
    let left = rate * seconds
    for (const batch of activeTenants(load)) {
      yield batch
      left -= batch.values.length
      if (left <= 0) return
    }
  }
  const began = performance.now()
  const at: number[] = []
  const driven = await drivePartition(batches(), {
    ...{ storage, intervalMs, maxOpenSessions: 2 * sessions },
    recordsPerSecond: rate,
    onCommitted: () => at.push(performance.now()),
  })
  const active = driven.commits.filter((_, i) => at[i]! > activeFromMs + intervalMs)
  return {
    driven,
    active,
    lines: [...linesOf(driven, active, intervalMs), `${(activeFromMs - began).toFixed(0)} ms to open`],
  }
}

const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0

const withoutRows = (tookMs: readonly number[]): string =>
  tookMs.length === 0 ? '' : `; without rows ${tookMs.map((ms) => Math.round(ms)).join(', ')} ms`

const linesOf = (
  { records, tookMs, heldMs, loopMs, commits, ...peak }: Driven,
  active: readonly Committed[],
  intervalMs: number,
) => {
  const took = active.map((commit) => commit.tookMs).sort((one, other) => one - other)
  const bare = active.filter(({ parts }) => parts === 0).map((commit) => commit.tookMs)
  const written = active.map(({ checkpointBytes }) => checkpointBytes).sort((one, other) => one - other)
  const share = (ms: number) => `${Math.round((ms / intervalMs) * 100)} %`
  return [
    `${grouped(records)} records in ${(tookMs / 1_000).toFixed(0)} s, ${commits.length} commits, the last ${active.length} with all active`,
    `commit: median ${grouped(Math.round(quantile(took, 0.5)))} ms (${share(quantile(took, 0.5))} of the interval), longest ${grouped(Math.round(took.at(-1) ?? 0))} ms (${share(took.at(-1) ?? 0)})${withoutRows(bare)}`,
    `checkpoint: median ${grouped(quantile(written, 0.5))} bytes, most ${grouped(written.at(-1) ?? 0)}: ${written.map(grouped).join(' ')}`,
    `rows a commit: ${active.map(({ rows }) => grouped(Object.values(rows).reduce((sum, n) => sum + n, 0))).join(' ')}`,
    `reading held: median ${quantile(heldMs, 0.5).toFixed(1)} ms, p99 ${quantile(heldMs, 0.99).toFixed(1)} ms, longest ${(heldMs.at(-1) ?? 0).toFixed(0)} ms`,
    `event loop late: p99 ${loopMs.p99.toFixed(1)} ms, longest ${loopMs.max.toFixed(0)} ms; at most ${grouped(Math.round(peak.peakRssMb))} MB, heap ${grouped(Math.round(peak.peakHeapMb))} MB`,
  ]
}

export const flood = async (storage: string, tenants: number) => {
  const sessions = Math.floor(tenants * 1.5)
  const maxOpenSessions = Math.floor(tenants / 2)
  const driven = await drivePartition(floodOfNames(tenants, sessions), {
    ...{ storage, intervalMs: 10_000, maxOpenSessions, recordsPerSecond: null },
  })
  let pairs = 0
  for await (const { occurrences } of readDataSet(storage, 'rolling_window_results')) pairs += Number(occurrences)
  let evicted = 0
  for await (const { outcome } of readDataSet(storage, 'unmatched_sessions')) if (outcome === 'evicted') evicted++
  const open = driven.commits.at(-1)!.books
  return {
    ...{ driven, pairs, evicted, last: open },
    lines: [
      `flood: ${grouped(tenants)} new tenants and ${grouped(sessions)} sessions that never end, at most ${grouped(maxOpenSessions)} open: ` +
        `${(driven.tookMs / 1_000).toFixed(0)} s, at most ${grouped(Math.round(driven.peakRssMb))} MB, heap ${grouped(Math.round(driven.peakHeapMb))} MB`,
      `       ${grouped(pairs)} pairs written + ${grouped(open.openPairsAfter)} open = 5 x ${grouped(driven.records)} events: ${pairs + open.openPairsAfter === 5 * driven.records}`,
      `       ${grouped(evicted)} evicted + ${grouped(open.unpairedAfter)} open = ${grouped(sessions)} starts: ${evicted + open.unpairedAfter === sessions}`,
    ],
  }
}
