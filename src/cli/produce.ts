import { randomInt } from 'node:crypto'
import { checkKafka, warnOfKafka } from '../config/check-kafka.ts'
import { checkProduce } from '../config/check-produce.ts'
import { PRODUCE_FLAGS } from '../config/command-flags.ts'
import type { ConfigOf } from '../config/flag.ts'
import { openFileLines } from '../produce/file-lines.ts'
import { livePace } from '../produce/live-pace.ts'
import { type Sent, sendValues } from '../produce/send-values.ts'
import { syntheticEvents } from '../produce/synthetic-events.ts'
import { runCommand } from './command.ts'
import { eventsTopic } from './events-topic.ts'
import { openLog } from './open-log.ts'
import { grouped, type Progress, progressBar } from './progress.ts'
import { stopSignal } from './stop-signal.ts'

type ProduceConfig = ConfigOf<typeof PRODUCE_FLAGS>

/** Where the values come from, and how to show how far they are. */
interface Source {
  readonly values: AsyncIterable<Iterable<Buffer>> | Iterable<Iterable<Buffer>>
  readonly progress: Progress
  readonly doneOf: (sent: Sent) => number
  /** What makes the same values again, for the closing line. */
  readonly origin: string
}

const run = async (config: ProduceConfig): Promise<void> => {
  const stop = stopSignal()
  // Before the log: a file that is not there must not leave a log behind.
  let source = config.file === null ? null : await fileSource(config.file, stop)
  const log = await openLog(config.log, config)
  try {
    const { partitions } = await log.ensureTopic(eventsTopic(config.topic, config.partitions))
    source ??= synthetic(config, stop) // behind the log, which may take a second to open: events that start now would be late by that
    const beganMs = performance.now()
    let sent: Sent = { records: 0, bytes: 0, perPartition: [] }
    for await (sent of sendValues({ log, topic: config.topic, partitions }, source.values, stop)) {
      source.progress.at(source.doneOf(sent))
    }
    source.progress.end()
    process.stderr.write(`${summary(sent, config.topic, performance.now() - beganMs)} ${source.origin}\n`)
  } finally {
    source?.progress.end()
    await log.close()
  }
}

const fileSource = async (path: string, stop: AbortSignal): Promise<Source> => {
  const { lines, sizeBytes } = await openFileLines(path, stop)
  return {
    values: lines,
    progress: progressBar(sizeBytes, 'bytes'),
    doneOf: ({ bytes, records }) => bytes + records, // each line had its \n
    origin: `from ${path === '-' ? 'standard input' : path}`,
  }
}

const synthetic = (config: ProduceConfig, stop: AbortSignal): Source => {
  const { rate, count } = config
  const seed = config.seed ?? randomInt(2 ** 32)
  const startMs = config.startMs ?? (rate === 0 ? Math.max(0, Date.now() - (count ?? 0) + 1) : Date.now())
  const values = syntheticEvents({ ...config, seed, startMs })
  return {
    values: rate === 0 ? [values] : livePace(values, rate, stop),
    progress: progressBar(count, 'records'),
    doneOf: ({ records }) => records,
    origin: `with --seed ${seed} --start ${new Date(startMs).toISOString()}`,
  }
}

/** `sent 16,445 records to events in 0.4 s (0: 4,100, 1: 4,112, 2: 4,131, 3: 4,102)` */
const summary = ({ records, perPartition }: Sent, topic: string, tookMs: number): string => {
  const each = perPartition.map((n, partition) => `${partition}: ${grouped(n)}`).join(', ')
  return `sent ${grouped(records)} records to ${topic} in ${(tookMs / 1000).toFixed(1)} s (${each})`
}

await runCommand({
  name: 'produce',
  summary: 'Sends synthetic events, or the lines of a file, to a topic.',
  flags: PRODUCE_FLAGS,
  check: (given) => [...checkProduce(given), ...checkKafka(given)],
  warn: warnOfKafka,
  run,
})
