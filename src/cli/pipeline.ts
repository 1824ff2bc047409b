import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import type { EventLog } from '../log/event-log.ts'
import { runCommand } from './command.ts'
import { openLog } from './open-log.ts'
import { statusLine } from './status-line.ts'
import { stopSignal } from './stop-signal.ts'

type PipelineConfig = ConfigOf<typeof PIPELINE_FLAGS>

const run = async (config: PipelineConfig): Promise<void> => {
  const [{ createLogger }, { runToSummary }, { summaryJson, summaryText }] = await Promise.all([
    import('./logger.ts'),
    import('./run-to-summary.ts'),
    import('./summary-text.ts'),
  ])
  const stop = stopSignal()
  const line = statusLine()
  const logger = createLogger(config.logLevel, line)
  const log = await openPatiently(config, logger, stop)
  if (log === null) return
  try {
    const summary = await runToSummary(log, config, { logger, line, stop })
    process.stdout.write(`${config.json ? summaryJson(summary) : summaryText(summary)}\n`)
  } finally {
    await log.close()
  }
}

const LONGEST_PAUSE_MS = 5_000

/** A live pipeline waits for its broker for ever (R9); a run to the end, which is a job that somebody waits for, says so and fails. */
const openPatiently = async (config: PipelineConfig, logger: Logger, stop: AbortSignal): Promise<EventLog | null> => {
  for (let pauseMs = 500; !stop.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await openLog(config.log)
    } catch (error) {
      if (config.untilEnd || config.log.kind !== 'kafka' || (error as { reason?: unknown }).reason !== 'unreachable')
        throw error
      logger.warn({ pauseMs }, (error as Error).message)
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => {})
    }
  }
  return null
}

await runCommand({
  name: 'pipeline',
  summary: 'Turns events into window counts and session durations in Parquet, exactly once.',
  flags: PIPELINE_FLAGS,
  run,
})
