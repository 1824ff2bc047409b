import { randomBytes } from 'node:crypto'
import type { Observable } from 'rxjs'
import { nodeBreadcrumbs } from '../poison/node-breadcrumbs.ts'
import type { RunOptions } from '../run-pipeline.ts'
import { nodeFileSystem } from '../sink/node-file-system.ts'
import { BUILD } from './build.ts'
import type { PreparedRun } from './prepare-run.ts'

/** What `npm run pipeline` can be told, without where its log is. */
export interface RunSettings {
  readonly topic: string
  readonly partitions: number | null
  readonly group: string
  readonly storage: string
  readonly windowSizeMs: number
  readonly windowStepMs: number
  readonly graceMs: number
  readonly idle: boolean
  readonly maxFutureMs: number
  readonly sessionTimeoutMs: number
  readonly maxOpenSessions: number
  readonly commitIntervalMs: number
  readonly commitRows: number
  readonly dlqRetentionMs: number | 'unlimited'
  readonly from: 'earliest' | 'latest'
  /** The share of records that may be dead letters; 1 lets all of them through. */
  readonly maxInvalidShare: number
  readonly force: boolean
  readonly acceptLoss: boolean
  readonly resumeFromCheckpoint: boolean
  readonly untilEnd: boolean
  /** How long a partition with lag may stand still. */
  readonly stallMs: number | 'off'
}

/** R2 names it: dead letters are kept in memory until they are committed. */
const DEAD_LETTER_BYTES = 8 * 1024 * 1024

export const nonce = (): string => randomBytes(4).toString('hex')

/** What a prepared run is in one process, this one or a worker. */
export const runOptions = (settings: RunSettings, prepared: PreparedRun, stop$: Observable<void>): RunOptions => ({
  topic: settings.topic,
  group: settings.group,
  idle: settings.idle,
  endOffsets: settings.untilEnd ? prepared.bounds.map(({ endOffset }) => endOffset) : null,
  pipeline: {
    ...settings,
    window: { sizeMs: settings.windowSizeMs, stepMs: settings.windowStepMs },
    deadLetterPartitions: prepared.deadLetterPartitions,
    build: BUILD,
    maxLetterBytes: prepared.deadLetterMaxBytes,
  },
  commit: {
    intervalMs: settings.commitIntervalMs,
    rows: settings.commitRows,
    deadLetterBytes: DEAD_LETTER_BYTES,
  },
  deadLetterTopic: prepared.deadLetterTopic,
  fileSystem: nodeFileSystem(settings.storage),
  nonce,
  recovery: settings,
  breaker: { maxShare: settings.maxInvalidShare, isForced: settings.force },
  breadcrumbs: nodeBreadcrumbs(settings.storage),
  stop$,
})
