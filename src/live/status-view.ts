import type { OpenState } from '../checkpoint/open-state.ts'
import type { Trouble } from '../checkpoint/retry-trouble.ts'
import type { LetterRates } from '../dead-letter/recent-letters.ts'
import type { Reason } from '../event/reason.ts'
import type { Outcome } from '../session/session-step.ts'
import type { Summary } from '../summary.ts'
import type { ClocksJson } from '../time/clocks-json.ts'

/*
 * How a running pipeline stands, as JSON has it (windows-view.ts has its windows): what the API answers, and all that the dashboard and
 * `npm run top` know. Times are unix milliseconds; `null` is "nobody knows yet". Names of tenants and types are text, whatever is in them.
 */

/** /api/status: how the run stands. */
export interface StatusView {
  /** When this was so. */
  readonly atMs: number
  readonly pipeline: PipelineView
  /** `opening` until the log and the storage are there, `ending` from the wish to stop on. */
  readonly phase: 'opening' | 'running' | 'ending'
  /** What keeps the pipeline from being ready, the oldest first; none: it is ready. */
  readonly problems: readonly Problem[]
  /** Records processed since the run began, committed or not, and how many a second lately. */
  readonly records: number
  readonly recordsPerSecond: number
  readonly lag: LagView
  /** Committed since the run began. */
  readonly totals: TotalsView
  /** Those that this run has now, by number. */
  readonly partitions: readonly PartitionView[]
  /** Empty where one process does it all. */
  readonly workers: readonly WorkerView[]
  readonly sessions: SessionsView
  readonly deadLetters: DeadLettersView
  /** The last ones, the newest first. */
  readonly commits: readonly CommitView[]
  readonly recoveries: readonly RecoveryView[]
  /** How often this run was fenced, and how often a worker was started again. */
  readonly fences: number
  readonly restarts: number
  /** Free bytes where the storage lies. */
  readonly storageFreeBytes: number | null
}

/** What was committed, with the worst 20 clocks. */
export interface TotalsView extends Omit<Summary, 'clocks'> {
  readonly clocks: ClocksJson
}

/** What was started, and when. */
export interface PipelineView {
  /** The program's version. */
  readonly build: string
  readonly startedAtMs: number
  /** Without any secret. */
  readonly log: string
  readonly topic: string
  readonly group: string
  readonly storage: string
  readonly windowSizeMs: number
  readonly windowStepMs: number
  readonly graceMs: number
  /** How many rows, ms and bytes make a commit due is its operator's; how long one may be away is everybody's. */
  readonly commitIntervalMs: number
  readonly untilEnd: boolean
}

export const PROBLEM_KINDS = [
  'starting',
  'log',
  'disk',
  'room',
  'invalid',
  'fenced',
  'worker',
  'standstill',
  'no_partition',
] as const

/**
 * What is wrong, in words that say what to do. Kinds: `starting`; `log` cannot be reached; `disk` cannot be written; `room` is nearly used up on
 * it; `invalid`: too many records are no events; `fenced` by another process; `worker` not running; `standstill`: nothing moves though there is
 * lag; `no_partition` from the group yet.
 */
export interface Problem {
  readonly kind: (typeof PROBLEM_KINDS)[number]
  readonly message: string
  readonly sinceMs: number
  readonly partition: number | null
  readonly worker: number | null
}

/** How far the pipeline is behind the end of the log. */
export interface LagView {
  /** null: the log has not said where it ends. */
  readonly records: number | null
  /** Seconds until it has caught up, at the pace of the last half minute; 0 without lag; null: not at this pace. */
  readonly etaSeconds: number | null
  /** How much later than it was appended the record is that was processed last, in the partition that is furthest behind. */
  readonly seconds: number | null
}

export interface PartitionView {
  readonly partition: number
  readonly worker: number | null
  readonly nextOffset: number
  readonly endOffset: number | null
  readonly committedOffset: number
  readonly streamTimeMs: number | null
  /** Stream time less the grace (T1): every window that ends by then is closed (T3). */
  readonly watermarkMs: number | null
  readonly open: OpenState
  /** Of what recovery would read. */
  readonly stateBytes: number
  readonly paused: PausedView | null
}

export interface PausedView {
  readonly trouble: Trouble
  readonly message: string
  readonly sinceMs: number
}

export interface WorkerView {
  readonly worker: number
  readonly state: 'starting' | 'running' | 'dead' | 'ended'
  readonly sinceMs: number
  readonly pid: number | null
  /** How it died last, if it did. */
  readonly how: string | null
}

/** Of the run's commits, but for what is open now. */
export interface SessionsView {
  readonly open: number
  readonly waitingEnds: number
  readonly completed: number
  readonly unmatched: Readonly<Partial<Record<Outcome, number>>>
  readonly durations: DurationsView
}

/** Completed sessions by how long they took. */
export interface DurationsView {
  /** Upper bounds in seconds, inclusive, rising; `counts` has one more, for what is longer. */
  readonly boundsSeconds: readonly number[]
  readonly counts: readonly number[]
  /** All durations together. */
  readonly sumSeconds: number
}

export interface DeadLettersView {
  readonly byReason: Readonly<Partial<Record<Reason, number>>>
  /** Over the last minute. */
  readonly rates: LetterRates
  /** The last ones that were committed, the newest first. */
  readonly last: readonly LetterView[]
}

/** One dead letter: where its record lies, and what was wrong with it. */
export interface LetterView {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly atMs: number
  readonly reason: Reason
  readonly tenant: string | null
  /** What was wrong, cut to 200 characters. */
  readonly error: string
}

export interface CommitView {
  readonly atMs: number
  readonly partition: number
  /** [fromOffset, toOffset) */
  readonly fromOffset: number
  readonly toOffset: number
  readonly tookMs: number
  readonly parts: number
  /** Of its Parquet, and of its checkpoint. */
  readonly bytes: number
  readonly checkpointBytes: number
  readonly rows: number
  /** (Event, closed window) pairs that went into the corrections (T6). */
  readonly latePairs: number
  readonly deadLetters: number
}

export interface RecoveryView {
  readonly atMs: number
  readonly partition: number
  readonly nextOffset: number
  readonly tookMs: number
  readonly partsFinished: number
  readonly partsRolledBack: number
  readonly recordsLost: number
  readonly condemned: number
  readonly resumedFromCheckpoint: boolean
}
