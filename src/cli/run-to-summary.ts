import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { lastValueFrom, Observable, shareReplay, tap } from 'rxjs'
import { type EventLog, LogError } from '../log/event-log.ts'
import { nodeBreadcrumbs } from '../poison/node-breadcrumbs.ts'
import { type RunOptions, runPipeline } from '../run-pipeline.ts'
import { diskTrouble } from '../sink/disk-trouble.ts'
import { nodeFileSystem } from '../sink/node-file-system.ts'
import { INITIAL_STATUS, statusAfter } from './live-status.ts'
import { logReport } from './log-report.ts'
import { paintStatus } from './paint-status.ts'
import { patiently } from './patiently.ts'
import { prepareRun } from './prepare-run.ts'
import type { StatusLine } from './status-line.ts'
import type { RunSummary } from './summary-text.ts'

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
  readonly from: 'earliest' | 'latest'
  readonly acceptLoss: boolean
  readonly resumeFromCheckpoint: boolean
  readonly untilEnd: boolean
}

/** R2 names it: dead letters are kept in memory until they are committed. */
const DEAD_LETTER_BYTES = 8 * 1024 * 1024

/** Where a run shows how it goes, and who stops it. */
export interface RunSurroundings {
  readonly logger: Logger
  readonly line: StatusLine
  readonly stop: AbortSignal
  /** Sees what comes out as soon as it does, committed or not. */
  readonly watch?: RunOptions['watch']
}

const nonce = (): string => randomBytes(4).toString('hex')

/** Runs the pipeline from a log into a storage folder until its end or `stop`, showing how it goes; resolves to what it did. */
export const runToSummary = async (
  log: EventLog,
  settings: RunSettings,
  { logger, line, stop, watch }: RunSurroundings,
): Promise<RunSummary> => {
  const { topic, group, storage, graceMs } = settings
  const fileSystem = nodeFileSystem(storage)
  const prepared = await patiently(() => prepareRun(log, fileSystem, settings, nonce), {
    troubleOf: troubleWorthWaiting(settings),
    logger,
    stop,
  })
  if (prepared === null) return { ...INITIAL_STATUS.committed, seconds: 0, eventsPerSecond: 0 }
  const { partitions, deadLetterPartitions, bounds } = prepared.value

  const beganMs = performance.now()
  logger.info({ topic, group, partitions, storage }, 'pipeline started')
  let status = INITIAL_STATUS
  const painting = paintStatus(line, () => status, settings.untilEnd ? { bounds } : { log, topic, graceMs })
  try {
    await lastValueFrom(
      runPipeline(log, {
        topic,
        group,
        idle: settings.idle,
        endOffsets: settings.untilEnd ? bounds.map(({ endOffset }) => endOffset) : null,
        pipeline: {
          ...settings,
          window: { sizeMs: settings.windowSizeMs, stepMs: settings.windowStepMs },
          deadLetterPartitions,
        },
        commit: {
          intervalMs: settings.commitIntervalMs,
          rows: settings.commitRows,
          deadLetterBytes: DEAD_LETTER_BYTES,
        },
        deadLetterTopic: prepared.value.deadLetterTopic,
        fileSystem,
        nonce,
        recovery: settings,
        breadcrumbs: nodeBreadcrumbs(storage),
        ...(watch !== undefined && { watch }),
        stop$: aborted(stop).pipe(shareReplay({ bufferSize: 1, refCount: true })), // one listener for all partitions
      }).pipe(
        tap((report) => {
          status = statusAfter(status, report)
          logReport(logger, report)
        }),
      ),
      { defaultValue: null },
    )
  } finally {
    painting.unsubscribe()
    line.clear()
  }
  const seconds = (performance.now() - beganMs) / 1000
  logger.info({ seconds }, 'pipeline ended')
  return {
    ...status.committed,
    seconds: Math.round(seconds * 1000) / 1000,
    eventsPerSecond: Math.round(status.committed.records / seconds),
  }
}

/** Emits when the signal is aborted, at once where it is already. */
const aborted = (signal: AbortSignal): Observable<void> =>
  new Observable((stop) => {
    const emit = () => {
      stop.next()
      stop.complete()
    }
    if (signal.aborted) return emit()
    signal.addEventListener('abort', emit, { once: true })
    return () => signal.removeEventListener('abort', emit)
  })

/** A live pipeline waits for its log and its disk (R8, R9); a run to the end is a job that somebody waits for, so it says so and fails. */
const troubleWorthWaiting =
  ({ untilEnd }: RunSettings) =>
  (error: unknown): string | null => {
    if (untilEnd) return null
    return error instanceof LogError && error.reason === 'unreachable' ? error.message : diskTrouble(error)
  }
