import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { Path } from '../../src/config/paths-and-times.ts'
import { KAFKA_FLAG } from './kafka-choice.ts'

const BENCH_FLAGS = {
  kafka: KAFKA_FLAG,
  events: flag('--events <n>', wholeNumber(1_000, 1_000_000_000), '3000000', 'how many events the topic has'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '100', 'how many tenants'),
  runs: flag('--runs <n>', wholeNumber(1, 99), '3', 'how often each contender runs'),
  out: flag('--out <dir>', Path, 'docs/bench', 'where bench.json and bench.svg go'),
  seed: flag('--seed <n>', wholeNumber(0, 2 ** 32 - 1), '7', 'makes the same events again'),
}

const PARTITIONS = 4

const run = async ({ kafka, out, runs, ...shape }: ConfigOf<typeof BENCH_FLAGS>): Promise<void> => {
  const [{ runBench }, { benchText }, { benchChart }, { stopSignal }] = await Promise.all([
    import('./run-bench.ts'),
    import('./bench-text.ts'),
    import('./bench-chart.ts'),
    import('../../src/cli/stop-signal.ts'),
  ])
  await mkdir(out, { recursive: true }) // now: an hour later would be a pity
  const stop = stopSignal()
  const folder = mkdtempSync(join(tmpdir(), 'tideline-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const topic = { ...shape, partitions: PARTITIONS }
  const result = await runBench({ kafka, topic, runs, folder, stop })
  const [json, svg] = [join(out, 'bench.json'), join(out, 'bench.svg')]
  await writeFile(json, `${JSON.stringify(result, null, 2)}\n`)
  await writeFile(svg, benchChart(result))
  process.stdout.write(`${benchText(result)}\n\nWritten: ${json}, ${svg}\n`)
}

await runCommand({
  name: 'bench',
  summary: 'Measures the pipeline beside what only reads, side by side on the same events, and stage by stage.',
  flags: BENCH_FLAGS,
  run,
})
