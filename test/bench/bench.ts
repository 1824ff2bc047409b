import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import type { ConfigOf } from '../../src/config/flag.ts'
import { BENCH_FLAGS, checkBench } from './bench-flags.ts'

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
  check: checkBench,
  run,
})
