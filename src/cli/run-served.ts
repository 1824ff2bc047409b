import type { Logger } from 'pino'
import type { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { GivenBy } from '../config/command-line.ts'
import type { ConfigOf } from '../config/flag.ts'
import { LiveRun } from '../live/live-run.ts'
import { endOfWhatIsStuck } from './end-of-what-is-stuck.ts'
import { inWorkers } from './in-workers.ts'
import { createLogger } from './logger.ts'
import { openLogPatiently } from './open-log-patiently.ts'
import { pipelineView } from './pipeline-view.ts'
import { runToSummary } from './run-to-summary.ts'
import { serveRun } from './serve-run.ts'
import { statusLine } from './status-line.ts'
import { stopSignal } from './stop-signal.ts'
import { summaryJson, summaryText } from './summary-text.ts'

type PipelineFlags = typeof PIPELINE_FLAGS
type PipelineConfig = ConfigOf<PipelineFlags>

/** `npm run pipeline`: the run, and what it shows of itself from before the log is open until it is closed. */
export const runServed = async (config: PipelineConfig, givenBy: GivenBy<PipelineFlags>): Promise<void> => {
  const stop = stopSignal()
  const line = statusLine()
  const logger = createLogger(config.logLevel, line)
  const live = new LiveRun(pipelineView(config, Date.now()))
  stop.addEventListener('abort', () => live.ending())
  const server = await serveRun(live, config, givenBy.http, logger)
  try {
    await runOpened(config, { live, line, logger, stop })
  } finally {
    await server?.close()
  }
}

/** A broker is tried for longer before it is given up for a while: who waits wants to know of what. */
const SLOW_MS = 3_000
const SLOW = `the log has not answered for ${SLOW_MS / 1_000} s: is it running, and is the address right?`

interface Surroundings {
  readonly live: LiveRun
  readonly line: ReturnType<typeof statusLine>
  readonly logger: Logger
  readonly stop: AbortSignal
}

const runOpened = async (config: PipelineConfig, { live, line, logger, stop }: Surroundings): Promise<void> => {
  const waits = (trouble: string, pauseMs: number) => {
    live.waits('log', trouble, pauseMs)
    logger.warn({ pauseMs }, trouble)
  }
  const slow = setTimeout(waits, SLOW_MS, SLOW, 0)
  const tell = (trouble: string, pauseMs: number) => {
    clearTimeout(slow)
    waits(trouble, pauseMs)
  }
  const log = await openLogPatiently(config.log, { ...config, tell, stop }).finally(() => clearTimeout(slow))
  if (log === null) return
  let end = () => log.close()
  try {
    const summary = await runToSummary(log, config, { live, line, logger, stop }, inWorkers(log, config, logger))
    process.stdout.write(`${config.json ? summaryJson(summary) : summaryText(summary)}\n`)
  } catch (error) {
    if (error instanceof Error && error.name === 'StandstillError') end = () => endOfWhatIsStuck(() => log.close())
    throw error
  } finally {
    await end()
  }
}
