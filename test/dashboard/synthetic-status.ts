import type { Reason } from '../../src/event/reason.ts'
import type { CommitView, LetterView, PartitionView, StatusView } from '../../src/live/status-view.ts'
import { EMPTY_SUMMARY } from '../../src/summary.ts'
import { statusExample } from '../serve/status-example.ts'
import type { Synthetic } from './synthetic-view.ts'

/** The status of a synthetic pipeline that runs since half past eleven. */
export const syntheticStatus = ({ atMs, tenants, partitions }: Synthetic, reasons: readonly Reason[]): StatusView => {
  const seconds = Math.floor((atMs - Date.UTC(2026, 10, 23, 11, 30)) / 1000)
  const records = 20_013 * seconds
  const byReason = Object.fromEntries(reasons.slice(4, 7).map((reason, i) => [reason, 1_214 >> (2 * i)]))
  return {
    atMs,
    pipeline: {
      ...statusExample().pipeline,
      build: '0.2.0',
      startedAtMs: Date.UTC(2026, 10, 23, 11, 30),
      log: 'kafka://127.0.0.1:9092',
    },
    phase: 'running',
    problems: [],
    records,
    recordsPerSecond: 20_013 + 900 * Math.sin(seconds / 9),
    lag: {
      records: 1_204 + 300 * Math.round(Math.sin(seconds / 5)),
      etaSeconds: null,
      seconds: 0.4 + 0.1 * Math.sin(seconds),
    },
    totals: {
      ...EMPTY_SUMMARY,
      records: records - 40_000,
      events: records - 41_602,
      deadLetters: byReason,
      latePairs: 1_733,
      clocks: clocksJson(tenants),
      books: { ...EMPTY_SUMMARY.books, heldPairs: 5 * (records - 41_602), correctionPairs: 1_733 },
    },
    partitions: Array.from({ length: partitions }, (_, i) => partition(i, atMs, Math.floor(records / partitions))),
    workers: [
      { worker: 0, state: 'running', sinceMs: 0, pid: 4_711, how: null },
      { worker: 1, state: 'running', sinceMs: 0, pid: 4_987, how: 'killed by SIGKILL' },
    ],
    sessions: {
      open: 48_211,
      waitingEnds: 37,
      completed: 1_204_511,
      unmatched: { orphan_end: 211, timed_out: 1_904, duplicate_start: 12 },
      durations: {
        boundsSeconds: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400],
        counts: [
          912, 2_841, 9_822, 31_204, 80_911, 120_411, 301_222, 322_101, 220_003, 81_021, 22_410, 8_110, 2_901, 540, 90,
          12, 0, 0,
        ],
        sumSeconds: 1_204_511 * 131,
      },
    },
    deadLetters: {
      byReason,
      rates: {
        perSecond: 0.42,
        tenants: [
          { tenant: tenants[1] ?? 'globex', perSecond: 0.31 },
          { tenant: tenants[4] ?? 'hooli', perSecond: 0.08 },
          { tenant: null, perSecond: 0.03 },
        ],
      },
      last: letters(atMs, tenants),
    },
    commits: Array.from({ length: 12 }, (_, i) => commit(i, atMs, Math.floor(records / partitions), partitions)),
    recoveries: Array.from({ length: partitions }, (_, i) => ({
      atMs: Date.UTC(2026, 10, 23, 11, 30, 1) + 40 * i,
      partition: i,
      nextOffset: 91_204_000 + 1_300 * i,
      tookMs: 210 + 17 * i,
      partsFinished: i === 2 ? 2 : 0,
      partsRolledBack: i === 1 ? 1 : 0,
      recordsLost: 0,
      condemned: 0,
      resumedFromCheckpoint: false,
    })),
    fences: 0,
    restarts: 1,
    storageFreeBytes: 5_000_000_000,
  }
}

/** As JSON has a report of clocks. */
const clocksJson = (tenants: readonly string[]) => ({
  tenants: [
    { tenant: tenants[2] ?? 'initech', aheadMs: 640_000, rejected: 311, behindMs: 0, late: 0 },
    { tenant: tenants[7] ?? 'wonka', aheadMs: 0, rejected: 0, behindMs: 14_200, late: 288 },
    { tenant: tenants[3] ?? 'umbrella', aheadMs: 1_900, rejected: 0, behindMs: 3_400, late: 12 },
  ],
  others: { aheadMs: 800, rejected: 0, behindMs: 2_600, late: 41 },
})

const partition = (i: number, atMs: number, offset: number): PartitionView => {
  const streamTimeMs = atMs - 400 * (i + 1)
  const nextOffset = 91_204_000 + 1_300 * i + offset
  return {
    partition: i,
    worker: i % 2,
    nextOffset,
    endOffset: nextOffset + (i === 0 ? 0 : 402 * i),
    committedOffset: nextOffset - 9_800 - 210 * i,
    streamTimeMs,
    watermarkMs: streamTimeMs - 2_000,
    open: { windows: 6, pairs: 250_000 + 1_200 * i, sessions: 12_011 + 31 * i, waitingEnds: 9 + i },
    stateBytes: 4_810_000 + 91_000 * i,
    paused: null,
  }
}

const letters = (atMs: number, tenants: readonly string[]): readonly LetterView[] => [
  {
    topic: 'events',
    partition: 1,
    offset: 91_221_804,
    atMs: atMs - 2_100,
    reason: 'schema',
    tenant: tenants[1] ?? 'globex',
    error: '$.timestamp: expected a number of unix seconds (looks like milliseconds)',
  },
  {
    topic: 'events',
    partition: 3,
    offset: 91_230_117,
    atMs: atMs - 9_400,
    reason: 'bad_json',
    tenant: null,
    error: 'no JSON: the value begins like gzip',
  },
  {
    topic: 'events',
    partition: 1,
    offset: 91_221_655,
    atMs: atMs - 14_000,
    reason: 'future_timestamp',
    tenant: tenants[2] ?? 'initech',
    error: '$.timestamp: 10 min 40 s ahead of the record',
  },
]

const commit = (i: number, atMs: number, offset: number, partitions: number): CommitView => {
  const size = 50_000 + 371 * ((i * 7) % 5)
  const toOffset = 91_204_000 + 1_300 * (i % partitions) + offset - 9_800 - 50_000 * Math.floor(i / partitions)
  return {
    atMs: Math.floor(atMs / 10_000) * 10_000 - 2_500 * i,
    partition: i % partitions,
    fromOffset: toOffset - size,
    toOffset,
    tookMs: 84 + 13 * ((i * 5) % 7),
    parts: 2,
    bytes: 412_000 + 9_000 * ((i * 3) % 5),
    checkpointBytes: 310_000 + 4_000 * (i % 3),
    rows: 6_211 + 40 * i,
    latePairs: i % 4 === 0 ? 31 : 0,
    deadLetters: i % 3 === 0 ? 4 : 0,
  }
}
