import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { runCommand } from '../../src/cli/command.ts'
import { type ConfigOf, flag, optional } from '../../src/config/flag.ts'
import { LogUrl } from '../../src/config/log-url.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { Path } from '../../src/config/paths-and-times.ts'
import { textCodec } from '../../src/config/text-codec.ts'

const isKafkaUrl = (text: string): boolean => text.startsWith('kafka://') && isRight(LogUrl.decode(text))

const KafkaChoice = textCodec('kafka://HOST:PORT[,HOST:PORT] or local', t.string, (text) =>
  text === 'local' || isKafkaUrl(text) ? text : null,
)

const MOST_WORKERS = 64

const Workers = textCodec(`numbers from 1 to ${MOST_WORKERS}, such as 1,2`, t.readonlyArray(t.number), (text) => {
  const numbers = text.split(',').map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : 0))
  return numbers.every((n) => n >= 1 && n <= MOST_WORKERS) ? [...new Set(numbers)] : null
})

const BENCH_FLAGS = {
  kafka: optional('--kafka <url>', KafkaChoice, null, 'on Kafka too: its URL, or `local` for a broker of its own'),
  events: flag('--events <n>', wholeNumber(1_000, 1_000_000_000), '3000000', 'how many events the topic has'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '100', 'how many tenants'),
  workers: flag('--workers <list>', Workers, '1,2', 'with how many workers the pipeline runs, one contender each'),
  peers: optional('--peers <dir>', Path, null, 'other systems to run on the same Kafka, found by their programs there'),
  runs: flag('--runs <n>', wholeNumber(1, 99), '3', 'how often each contender runs'),
  out: flag('--out <dir>', Path, 'docs/bench', 'where bench.json, bench.svg and README.md go'),
  seed: flag('--seed <n>', wholeNumber(0, 2 ** 32 - 1), '7', 'makes the same events again'),
}

const PARTITIONS = 4

const run = async (config: ConfigOf<typeof BENCH_FLAGS>): Promise<void> => {
  const { kafka, out, runs, workers, peers, ...shape } = config
  const [{ runBench }, { benchPage, benchText }, { benchChart }, { stopSignal }] = await Promise.all([
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
  const directory = peers === null ? null : resolve(peers)
  const findings = await runBench({ kafka, topic, workers, peers: directory, runs, folder, stop })
  const result = { ...findings, command: ['npm run bench --', ...process.argv.slice(2)].join(' ') }
  const pages = {
    'bench.json': `${JSON.stringify(result, null, 2)}\n`,
    'bench.svg': benchChart(result),
    'README.md': benchPage(result),
  }
  for (const [name, text] of Object.entries(pages)) await writeFile(join(out, name), text)
  const written = Object.keys(pages).map((name) => join(out, name))
  process.stdout.write(`${benchText(result)}\n\nWritten: ${written.join(', ')}\n`)
}

await runCommand({
  name: 'bench',
  summary: 'Measures the pipeline beside what only reads, side by side on the same events, and stage by stage.',
  flags: BENCH_FLAGS,
  check: ({ config: { kafka, peers } }) =>
    peers !== null && kafka === null ? ['--peers: they read Kafka; add --kafka'] : [],
  run,
})
