import type { StatusView } from '../../src/live/status-view.ts'
import { totalsView } from '../../src/live/totals-view.ts'
import { EMPTY_SUMMARY } from '../../src/summary.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

/** 2026-11-23T12:00:00Z, when the examples are so. */
export const NOON_MS = Date.UTC(2026, 10, 23, 12)

/** A run with two partitions on Kafka, well, five minutes old; what of it is `changes` is otherwise. */
export const statusExample = (changes: Partial<StatusView> = {}): StatusView => ({
  atMs: NOON_MS,
  pipeline: {
    build: '0.1.0',
    startedAtMs: NOON_MS - 300_000,
    log: 'kafka://localhost:9092',
    topic: 'events',
    group: 'tideline',
    storage: 'storage',
    windowSizeMs: 10_000,
    windowStepMs: 2_000,
    graceMs: 2_000,
    commitIntervalMs: 10_000,
    untilEnd: false,
  },
  phase: 'running',
  problems: [],
  records: 1_030,
  recordsPerSecond: 120.5,
  lag: { records: 70, etaSeconds: 1.5, seconds: 0.8 },
  totals: {
    ...totalsView(EMPTY_SUMMARY),
    records: 1_000,
    events: 990,
    deadLetters: { bad_json: 7, schema: 3 },
    latePairs: 12,
    rows: { rolling_window_results: 400, late_window_corrections: 5, session_stats: 30, unmatched_sessions: 4 },
  },
  partitions: [
    {
      partition: 0,
      worker: null,
      nextOffset: 530,
      endOffset: 560,
      committedOffset: 500,
      streamTimeMs: NOON_MS - 500,
      watermarkMs: NOON_MS - 2_500,
      open: { windows: 6, pairs: 250, sessions: 11, waitingEnds: 1 },
      stateBytes: 4_096,
      paused: null,
    },
    {
      partition: 1,
      worker: null,
      nextOffset: 500,
      endOffset: 540,
      committedOffset: 500,
      streamTimeMs: NOON_MS - 1_000,
      watermarkMs: NOON_MS - 3_000,
      open: { windows: 5, pairs: 100, sessions: 9, waitingEnds: 0 },
      stateBytes: 2_048,
      paused: null,
    },
  ],
  workers: [],
  sessions: {
    open: 20,
    waitingEnds: 1,
    completed: 30,
    unmatched: { orphan_end: 3, timed_out: 1 },
    durations: { boundsSeconds: [1, 10, 60, 600], counts: [2, 8, 12, 7, 1], sumSeconds: 1_830.5 },
  },
  deadLetters: {
    byReason: { bad_json: 7, schema: 3 },
    rates: { perSecond: 0.16, tenants: HOSTILE_NAMES.slice(0, 3).map((tenant) => ({ tenant, perSecond: 0.05 })) },
    last: HOSTILE_NAMES.map((tenant, i) => ({
      topic: 'events',
      partition: i % 2,
      offset: 480 - i,
      atMs: NOON_MS - 4_000 - i,
      reason: 'schema' as const,
      tenant,
      error: `event_type: expected a string; of ${tenant}`.slice(0, 200),
    })),
  },
  commits: [
    {
      atMs: NOON_MS - 4_000,
      partition: 0,
      fromOffset: 400,
      toOffset: 500,
      tookMs: 35,
      parts: 3,
      bytes: 18_000,
      checkpointBytes: 1_024,
      rows: 60,
      latePairs: 2,
      deadLetters: 1,
    },
  ],
  recoveries: [
    {
      atMs: NOON_MS - 299_000,
      partition: 0,
      nextOffset: 0,
      tookMs: 12,
      partsFinished: 0,
      partsRolledBack: 0,
      recordsLost: 0,
      condemned: 0,
      resumedFromCheckpoint: false,
    },
  ],
  fences: 1,
  restarts: 2,
  storageFreeBytes: 50_000_000_000,
  ...changes,
})
