import { join } from 'node:path'
import { PIPELINE_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import type { HttpAddress } from '../config/http.ts'
import { readConfig } from '../config.ts'
import { readLetters } from '../dead-letter/read-letters.ts'
import { LiveRun } from '../live/live-run.ts'
import { openEmbeddedLog } from '../log/embedded-log.ts'
import type { EventLog } from '../log/event-log.ts'
import { livePace } from '../produce/live-pace.ts'
import { sendValues } from '../produce/send-values.ts'
import { syntheticEvents } from '../produce/synthetic-events.ts'
import { howToRead, storageReport } from './demo-report.ts'
import { letterLine } from './dlq/letter-line.ts'
import { createLogger } from './logger.ts'
import { pipelineView } from './pipeline-view.ts'
import { type Onlookers, runToSummary } from './run-to-summary.ts'
import { serveRun } from './serve-run.ts'
import { statusLine } from './status-line.ts'
import { summaryText } from './summary-text.ts'

export interface DemoSettings {
  readonly seconds: number
  readonly seed: number
  readonly http: HttpAddress
  /** The flag or the variable that said so, if any. */
  readonly httpGivenBy: string | undefined
  /** An empty folder, for the log and the Parquet. */
  readonly storage: string
  readonly stop: AbortSignal
}

const TOPIC = 'events'
const PARTITIONS = 4
const EVENTS_PER_SECOND = 500
const TENANTS = 5
const LETTERS_SHOWN = 5

/** Produces live and runs the pipeline beside it; then runs it to the end of the log, which closes the last windows; then reports. */
export const runDemo = async ({ http, httpGivenBy, ...demo }: DemoSettings): Promise<void> => {
  const settings = pipelineSettings(demo.storage)
  const line = statusLine()
  const logger = createLogger('warn', line)
  const live = new LiveRun(pipelineView(settings, Date.now()))
  const server = await serveRun(live, { http, httpToken: null, httpHosts: [] }, httpGivenBy, logger)
  if (server !== null) process.stderr.write(`Dashboard: ${server.url}\n`)
  try {
    await produceAndRun(demo, settings, { live, logger, line })
  } finally {
    await server?.close()
  }
}

const produceAndRun = async (
  { seconds, seed, storage, stop }: Pick<DemoSettings, 'seconds' | 'seed' | 'storage' | 'stop'>,
  settings: ConfigOf<typeof PIPELINE_FLAGS>,
  onlookers: Omit<Onlookers, 'stop'>,
): Promise<void> => {
  const log = await openEmbeddedLog(join(storage, 'log'))
  try {
    process.stderr.write(
      `Producing ${EVENTS_PER_SECOND} events/s for ${seconds} s; the pipeline runs beside it. Ctrl-C ends it early.\n`,
    )
    await log.ensureTopic({ name: TOPIC, partitions: PARTITIONS })
    const produced = new AbortController()
    const producing = produce(log, { seconds, seed, stop }).finally(() => produced.abort())
    const [, live] = await Promise.all([
      producing,
      runToSummary(log, settings, { ...onlookers, stop: produced.signal }),
    ])
    const rest = await runToSummary(
      log,
      { ...settings, untilEnd: true },
      { ...onlookers, stop: new AbortController().signal },
    )

    const runSeconds = live.seconds + rest.seconds
    const eventsPerSecond = Math.round(rest.records / runSeconds)
    process.stdout.write(`\n${summaryText({ ...rest, seconds: runSeconds, eventsPerSecond })}\n\n`)
    process.stdout.write(
      `${await storageReport(storage)}\n\nDead letters (place, where from, when, reason, tenant, what was wrong)\n\n`,
    )
    process.stdout.write(`${await firstLetters(log)}\n\n${howToRead(storage)}\n`)
  } finally {
    await log.close()
  }
}

const produce = async (
  log: EventLog,
  { seconds, seed, stop }: Pick<DemoSettings, 'seconds' | 'seed' | 'stop'>,
): Promise<void> => {
  const count = seconds * EVENTS_PER_SECOND
  const options = {
    seed,
    startMs: Date.now(),
    rate: EVENTS_PER_SECOND,
    count,
    tenants: TENANTS,
    invalidShare: 0.02,
    lateShare: 0.05,
  }
  const values = livePace(syntheticEvents(options), EVENTS_PER_SECOND, stop)
  for await (const _ of sendValues({ log, topic: TOPIC, partitions: PARTITIONS }, values, stop));
}

/** The defaults of `npm run pipeline`, whatever the environment says, with commits often enough to be seen; a demo waits for nobody. */
const pipelineSettings = (storage: string): ConfigOf<typeof PIPELINE_FLAGS> => {
  const where = [
    `--log=lmdb:${join(storage, 'log')}`,
    `--topic=${TOPIC}`,
    `--partitions=${PARTITIONS}`,
    `--storage=${storage}`,
  ]
  const args = [...where, '--commit-interval=2s', '--max-invalid=off']
  const read = readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, args, {})
  if (read.kind !== 'config') throw new Error(`the demo's own settings are wrong: ${JSON.stringify(read)}`)
  return read.config
}

const firstLetters = async (log: EventLog): Promise<string> => {
  const topic = `${TOPIC}_dlq`
  const lines: string[] = []
  for await (const letter of readLetters(log, topic, (await log.bounds(topic)) ?? [])) {
    lines.push(`  ${letterLine(letter)}`)
    if (lines.length >= LETTERS_SHOWN) break
  }
  return lines.length === 0 ? '  (none)' : lines.join('\n')
}
