import type { Logger } from 'pino'
import { lastValueFrom, type Observable, tap } from 'rxjs'
import { INITIAL_STATUS, statusAfter } from '../live/live-status.ts'
import { type EventLog, LogError } from '../log/event-log.ts'
import { runLookedAt } from '../look/run-looked-at.ts'
import type { LookRequest } from '../look/sight.ts'
import type { RunOptions } from '../run-pipeline.ts'
import { diskTrouble } from '../sink/disk-trouble.ts'
import { nodeFileSystem } from '../sink/node-file-system.ts'
import type { RunReport } from '../workers/worker-report.ts'
import { aborted } from './aborted.ts'
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

/** Runs the pipeline from a log into a storage folder until its end or `stop`, showing how it goes; resolves to what it did. */
export const runToSummary = async (
  log: EventLog,
  settings: RunSettings,
  { logger, line, stop }: { logger: Logger; line: StatusLine; stop: AbortSignal },
  run: RunPlace = inThisProcess(log, settings),
): Promise<RunSummary> => {
  const { topic, group, storage, graceMs } = settings
  const prepared = await patiently(() => prepareRun(log, nodeFileSystem(storage), settings, nonce), {
    troubleOf: troubleWorthWaiting(settings),
    tell: (message, pauseMs) => logger.warn({ pauseMs }, message),
    stop,
  })
  if (prepared === null) return { ...INITIAL_STATUS.committed, seconds: 0, eventsPerSecond: 0 }
  const { partitions, bounds, warnings } = prepared.value
  for (const warning of warnings) logger.warn(warning)

  const beganMs = performance.now()
  logger.info({ topic, group, partitions, storage }, 'pipeline started')
  let status = INITIAL_STATUS
  const painting = paintStatus(line, () => status, settings.untilEnd ? { bounds } : { log, topic, graceMs })
  try {
    await lastValueFrom(
      run(prepared.value, aborted(stop)).pipe(
        tap((report) => {
          status = statusAfter(status, report, Date.now())
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

/** A live pipeline waits for its log and its disk (R8, R9); a run to the end is a job that somebody waits for, so it says so and fails. */
const troubleWorthWaiting =
  ({ untilEnd }: RunSettings) =>
  (error: unknown): string | null => {
    if (untilEnd) return null
    return error instanceof LogError && error.reason === 'unreachable' ? error.message : diskTrouble(error)
  }
