import { checkWindow } from '../config/check-window.ts'
import { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { runCommand } from './command.ts'
import { openLog } from './open-log.ts'
import { patiently } from './patiently.ts'
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
  const opened = await patiently(() => openLog(config.log, config.kafkaDecoder), {
    troubleOf: brokerTrouble(config),
    logger,
    stop,
  })
  if (opened === null) return
  const log = opened.value
  try {
    const summary = await runToSummary(log, config, { logger, line, stop })
    process.stdout.write(`${config.json ? summaryJson(summary) : summaryText(summary)}\n`)
  } finally {
    await log.close()
  }
}

/** A live pipeline waits for its broker for ever (R9); a run to the end, which is a job that somebody waits for, says so and fails. */
const brokerTrouble = ({ log, untilEnd }: PipelineConfig) => {
  const waits = log.kind === 'kafka' && !untilEnd
  return (error: unknown) =>
    waits && (error as { reason?: unknown }).reason === 'unreachable' ? String((error as Error).message) : null
}

await runCommand({
  name: 'pipeline',
  summary: 'Turns events into window counts and session durations in Parquet, exactly once.',
  flags: PIPELINE_FLAGS,
  check: checkWindow,
  run,
})
