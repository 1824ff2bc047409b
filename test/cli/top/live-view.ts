import type { StatusView } from '../../../src/live/status-view.ts'
import { totalsView } from '../../../src/live/totals-view.ts'
import type { LiveView, WindowsView } from '../../../src/live/windows-view.ts'
import { EMPTY_SUMMARY } from '../../../src/summary.ts'
import { statusExample } from '../../serve/status-example.ts'

export const NOW_MS = Date.parse('2026-11-23T12:00:10Z')

/** A pipeline with two partitions in good health, at NOW_MS. */
export const statusWith = (other: Partial<StatusView> = {}): StatusView => ({
  atMs: NOW_MS,
  pipeline: {
    ...statusExample().pipeline,
    build: '0.2.0',
    startedAtMs: NOW_MS - 3 * 3_600_000,
    log: 'kafka://127.0.0.1:9092',
    storage: '/storage',
  },
  phase: 'running',
  problems: [],
  records: 1_234_567,
  recordsPerSecond: 20_013,
  lag: { records: 1_204, etaSeconds: 7, seconds: 0.42 },
  totals: {
    ...totalsView(EMPTY_SUMMARY),
    events: 1_200_000,
    latePairs: 81,
    rows: { ...EMPTY_SUMMARY.rows, rolling_window_results: 31_220 },
  },
  partitions: [0, 1].map((partition) => ({
    partition,
    worker: null,
    nextOffset: 600_000 + partition,
    endOffset: 600_602 + partition,
    committedOffset: 590_000,
    streamTimeMs: NOW_MS - 400,
    watermarkMs: NOW_MS - 2_400 - partition * 100,
    open: { windows: 6, pairs: 4_000, sessions: 512, waitingEnds: 3 },
    stateBytes: 1_250_000,
    paused: null,
  })),
  workers: [],
  sessions: {
    open: 1_024,
    waitingEnds: 6,
    completed: 40_000,
    unmatched: { orphan_end: 12, timed_out: 3 },
    durations: { boundsSeconds: [1, 10, 60, 600], counts: [10, 50, 35, 5, 0], sumSeconds: 4_200 },
  },
  deadLetters: {
    byReason: { schema: 340, bad_json: 20 },
    rates: { perSecond: 6, tenants: [{ tenant: 'acme', perSecond: 5 }] },
    last: [
      {
        topic: 'events',
        partition: 1,
        offset: 599_812,
        atMs: NOW_MS - 4_000,
        reason: 'schema',
        tenant: 'acme',
        error: '$.timestamp: expected a finite number of unix seconds, not below 0',
      },
    ],
  },
  commits: [0, 1].map((partition) => ({
    atMs: NOW_MS - 3_000 - partition * 1_000,
    partition,
    fromOffset: 580_000,
    toOffset: 590_000,
    tookMs: 118,
    parts: 2,
    bytes: 240_000,
    checkpointBytes: 91_000,
    rows: 31_000,
    latePairs: 4,
    deadLetters: 2,
  })),
  recoveries: [],
  storageFreeBytes: 42e9,
  fences: 0,
  restarts: 0,
  ...other,
})

export const windowsWith = (other: Partial<WindowsView> = {}): WindowsView => ({
  atMs: NOW_MS,
  query: { search: '', tenant: null, top: 10 },
  tenantsMatching: 312,
  isPartial: false,
  types: ['click', 'view'],
  otherTypes: 3,
  tenants: ['acme', 'globex'],
  windows: [
    { startMs: NOW_MS - 14_000, occurrences: 900, cells: [[1, 2, 3], []] },
    {
      startMs: NOW_MS - 12_000,
      occurrences: 1_204,
      cells: [
        [100, 20, 4],
        [1, 0, 0],
      ],
    },
  ],
  history: { startMs: [], occurrences: [] },
  ...other,
})

export const viewWith = (status: Partial<StatusView> = {}, windows: Partial<WindowsView> = {}): LiveView => ({
  status: statusWith(status),
  windows: windowsWith(windows),
})
