import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import { IntervalMs } from '../../src/config/durations.ts'
import { type ConfigOf, flag, toggle } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { KAFKA_FLAG } from '../bench/kafka-choice.ts'

const LATENCY_FLAGS = {
  rate: flag('--rate <n>', wholeNumber(1, 1_000_000), '20000', 'events a second'),
  seconds: flag('--seconds <n>', wholeNumber(1, 86_400), '60', 'how long'),
  kafka: KAFKA_FLAG,
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '100', 'how many tenants'),
  partitions: flag('--partitions <n>', wholeNumber(1, 10_000), '4', 'partitions of the topic'),
  commitIntervalMs: flag('--commit-interval <duration>', IntervalMs, '10s', "the pipeline's"),
  json: toggle('--json', 'the figures as one line of JSON on standard output'),
}

const run = async ({ json, ...settings }: ConfigOf<typeof LATENCY_FLAGS>): Promise<void> => {
  const [{ runLatency }, { latencyText }, { stopSignal }, { statusLine }] = await Promise.all([
    import('./run-latency.ts'),
    import('./latency-text.ts'),
    import('../../src/cli/stop-signal.ts'),
    import('../../src/cli/status-line.ts'),
  ])
  const line = statusLine()
  const stop = stopSignal()
  const folder = mkdtempSync(join(tmpdir(), 'tideline-latency-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  try {
    const result = await runLatency({ ...settings, folder, stop, tell: line.show })
    process.stdout.write(`${json ? JSON.stringify(result) : latencyText(result)}\n`)
  } finally {
    line.clear()
  }
}

await runCommand({
  name: 'latency',
  summary: 'Measures how long a window takes, once it is closed, to be seen by a subscriber and to be in Parquet.',
  flags: LATENCY_FLAGS,
  run,
})
