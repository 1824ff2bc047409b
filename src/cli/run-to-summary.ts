import type { Logger } from 'pino'
import { lastValueFrom, merge, type Observable, tap } from 'rxjs'
import { alongside } from '../alongside.ts'
import type { LiveRun } from '../live/live-run.ts'
import { type EventLog, LogError } from '../log/event-log.ts'
import { runLookedAt } from '../look/run-looked-at.ts'
import type { LookRequest } from '../look/sight.ts'
import type { RunOptions } from '../run-pipeline.ts'
import { diskTrouble } from '../sink/disk-trouble.ts'
import { nodeFileSystem } from '../sink/node-file-system.ts'
import { EMPTY_SUMMARY } from '../summary.ts'
import type { RunReport } from '../workers/worker-report.ts'
import { aborted } from './aborted.ts'
import { freeBytes } from './free-bytes.ts'
import { logProblems } from './log-problems.ts'
import { logReport } from './log-report.ts'
import { paintStatus } from './paint-status.ts'
import { patiently } from './patiently.ts'
import { type PreparedRun, prepareRun } from './prepare-run.ts'
import { nonce, type RunSettings, runOptions } from './run-settings.ts'
import type { StatusLine } from './status-line.ts'
import type { RunSummary } from './summary-text.ts'

/**
 * Where a prepared run takes place: it tells what its partitions report, and what there is to see whenever `look$` asks, and completes when
 * they are through or were stopped.
 */
export type RunPlace = (
  prepared: PreparedRun,
  stop$: Observable<void>,
  look$: Observable<LookRequest>,
) => Observable<RunReport>

/** In this one; `watch` sees what comes out as soon as it does, committed or not. */
export const inThisProcess =
  (log: EventLog, settings: RunSettings, watch?: RunOptions['watch']): RunPlace =>
  (prepared, stop$, look$) =>
    runLookedAt(log, { ...runOptions(settings, prepared, stop$), ...(watch !== undefined && { watch }) }, look$)

/** Who sees a run, and who may stop it. */
export interface Onlookers {
  readonly live: LiveRun
  readonly logger: Logger
  readonly line: StatusLine
  readonly stop: AbortSignal
}

/** Runs the pipeline from a log into a storage folder until its end or `stop`, showing how it goes; resolves to what it did. */
export const runToSummary = async (
  log: EventLog,
  settings: RunSettings,
  { live, logger, line, stop }: Onlookers,
  run: RunPlace = inThisProcess(log, settings),
): Promise<RunSummary> => {
  const { topic, group, storage, stallMs } = settings
  const prepared = await patiently(() => prepareRun(log, nodeFileSystem(storage), settings, nonce), {
    troubleOf: troubleWorthWaiting(settings),
    tell: (message, pauseMs, error) => {
      live.waits(error instanceof LogError ? 'log' : 'disk', message, pauseMs)
      logger.warn({ pauseMs }, message)
    },
    stop,
  })
  if (prepared === null) return { ...EMPTY_SUMMARY, seconds: 0, eventsPerSecond: 0 }
  const { partitions, bounds, warnings } = prepared.value
  for (const warning of warnings) logger.warn(warning)

  const beganMs = performance.now()
  logger.info({ topic, group, partitions, storage }, 'pipeline started')
  live.began()
  const endOffsets = settings.untilEnd ? new Map(bounds.map((of) => [of.partition, of.endOffset])) : null
  const painting = paintStatus(line, live, endOffsets)
  try {
    await lastValueFrom(
      run(prepared.value, aborted(stop), live.look$).pipe(
        tap((report) => {
          live.heard(report)
          logReport(logger, report)
        }),
        alongside(merge(live.attend({ log, endOffsets, freeBytes, stallMs }), logProblems(live, logger))),
      ),
      { defaultValue: null },
    )
  } finally {
    painting.unsubscribe()
    line.clear()
  }
  const seconds = (performance.now() - beganMs) / 1000
  logger.info({ seconds }, 'pipeline ended')
  const { committed } = live.live
  return {
    ...committed,
    seconds: Math.round(seconds * 1000) / 1000,
    eventsPerSecond: Math.round(committed.records / seconds),
  }
}

/** A live pipeline waits for its log and its disk (R8, R9); a run to the end is a job that somebody waits for, so it says so and fails. */
const troubleWorthWaiting =
  ({ untilEnd }: RunSettings) =>
  (error: unknown): string | null => {
    if (untilEnd) return null
    return error instanceof LogError && error.reason === 'unreachable' ? error.message : diskTrouble(error)
  }
