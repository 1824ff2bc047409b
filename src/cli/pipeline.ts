import { checkHttp } from '../config/check-http.ts'
import { checkKafka, warnOfKafka } from '../config/check-kafka.ts'
import { checkWindow } from '../config/check-window.ts'
import { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { runCommand } from './command.ts'
import { openLogPatiently } from './open-log-patiently.ts'
import { statusLine } from './status-line.ts'
import { stopSignal } from './stop-signal.ts'

type PipelineConfig = ConfigOf<typeof PIPELINE_FLAGS>

const run = async (config: PipelineConfig): Promise<void> => {
  const [{ createLogger }, { runToSummary }, { inWorkers }, { summaryJson, summaryText }] = await Promise.all([
    import('./logger.ts'),
    import('./run-to-summary.ts'),
    import('./in-workers.ts'),
    import('./summary-text.ts'),
  ])
  const stop = stopSignal()
  const line = statusLine()
  const logger = createLogger(config.logLevel, line)
  const tell = (trouble: string, pauseMs: number) => logger.warn({ pauseMs }, trouble)
  const log = await openLogPatiently(config.log, { ...config, tell, stop })
  if (log === null) return
  try {
    const summary = await runToSummary(log, config, { logger, line, stop }, inWorkers(log, config, logger))
    process.stdout.write(`${config.json ? summaryJson(summary) : summaryText(summary)}\n`)
  } finally {
    await log.close()
  }
}

await runCommand({
  name: 'pipeline',
  summary: 'Turns events into window counts and session durations in Parquet, exactly once.',
  flags: PIPELINE_FLAGS,
  check: (given) => [...checkWindow(given), ...checkHttp(given), ...checkKafka(given)],
  warn: warnOfKafka,
  run,
})
