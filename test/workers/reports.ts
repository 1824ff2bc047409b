import type { Books } from '../../src/checkpoint/books.ts'
import type { Progress } from '../../src/checkpoint/commit-when-due.ts'
import type { Committed } from '../../src/checkpoint/committed.ts'
import { NOTHING_OPEN } from '../../src/checkpoint/open-state.ts'
import { NO_LETTERS } from '../../src/dead-letter/count-letters.ts'
import { type LookRequest, NOTHING_SEEN, type Seen } from '../../src/look/sight.ts'
import type { PartitionReport, Recovered } from '../../src/run-partition.ts'
import { NO_DURATIONS } from '../../src/session/durations.ts'
import { NO_CLOCKS } from '../../src/time/clock-report.ts'
import type { WorkerReport, WorkerSays } from '../../src/workers/worker-report.ts'

const EMPTY_BOOKS: Books = {
  partition: 0,
  fromOffset: 0,
  toOffset: 0,
  records: 0,
  events: 0,
  deadLetters: 0,
  openPairsBefore: 0,
  heldPairs: 0,
  resultPairs: 0,
  correctionPairs: 0,
  openPairsAfter: 0,
  unpairedBefore: 0,
  sessionEvents: 0,
  completedSessions: 0,
  unmatchedSessions: 0,
  unpairedAfter: 0,
}

export const progress = (partition: number, nextOffset: number, records: number): Progress => ({
  kind: 'progress',
  partition,
  nextOffset,
  records,
  appendedMs: null,
  streamTimeMs: nextOffset,
})

export const finished = (partition: number): PartitionReport => ({ kind: 'finished', partition })

export const recovered = (partition: number, condemned: readonly number[] = []): Recovered => ({
  kind: 'recovered',
  partition,
  nextOffset: 0,
  partsFinished: 0,
  partsRolledBack: 0,
  recordsLost: 0,
  resumedFromCheckpoint: false,
  tookMs: 1,
  condemned,
  kept: { streamTimeMs: null, openFromMs: null, open: NOTHING_OPEN, stateBytes: 0 },
})

export const committed = (partition: number, toOffset: number): Committed => ({
  kind: 'committed',
  books: { ...EMPTY_BOOKS, partition, toOffset, records: toOffset },
  rows: { rolling_window_results: 0, late_window_corrections: 0, session_stats: 0, unmatched_sessions: 0 },
  deadLetters: {},
  lettersByTenant: NO_LETTERS,
  lastLetters: [],
  durations: NO_DURATIONS,
  outcomes: {},
  open: NOTHING_OPEN,
  clocks: NO_CLOCKS,
  parts: 0,
  bytes: 0,
  checkpointBytes: 0,
  stateBytes: 0,
  tookMs: 1,
})

/** A question, and one process' answer. */
export const lookRequest = (id: number): LookRequest => ({ id, query: { search: '', tenant: null, top: 10 } })
export const seen = (id: number): Seen => ({ kind: 'seen', id, sight: NOTHING_SEEN })

/** What a worker's process says. */
export const says = (...reports: readonly (PartitionReport | Seen)[]): WorkerSays => ({ kind: 'reports', reports })
export const RUNNING: WorkerSays = { kind: 'running', pid: 7 }
export const DONE: WorkerSays = { kind: 'done' }
export const DIED: WorkerSays = { kind: 'died', how: 'was killed by SIGKILL' }
export const REFUSED: WorkerSays = { kind: 'refused', message: 'the storage belongs to another pipeline' }

/** What is told of a worker. */
export const starting = (worker = 0): WorkerReport => ({ kind: 'worker', worker, state: 'starting' })
export const running = (worker = 0): WorkerReport => ({ kind: 'worker', worker, state: 'running', pid: 7 })
export const ended = (worker = 0): WorkerReport => ({ kind: 'worker', worker, state: 'ended' })
export const dead = (pauseMs: number | null, worker = 0, how = 'was killed by SIGKILL'): WorkerReport => ({
  kind: 'worker',
  worker,
  state: 'dead',
  how,
  pauseMs,
})
