import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/command.ts'
import { grouped } from '../../src/cli/progress.ts'
import { SEED_FLAGS } from '../../src/config/command-flags.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { type Mark, speedVerdict } from './speed-by-part.ts'

const SOAK_FLAGS = {
  events: flag('--events <n>', wholeNumber(1), '20000000', 'how many events'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '1000', 'how many tenants'),
  partitions: flag('--partitions <n>', wholeNumber(1, 10_000), '4', 'partitions of the topic'),
  ...SEED_FLAGS,
}

const SAMPLE_EVERY_MS = 250
const LINE_EVERY_RECORDS = 1_000_000

const run = async (config: ConfigOf<typeof SOAK_FLAGS>): Promise<void> => {
  const { temporaryFolder } = await import('./temporary-folder.ts')
  await soak(temporaryFolder('soak'), { ...config, seed: config.seed ?? randomInt(2 ** 32) })
}

interface SoakSettings {
  readonly events: number
  readonly tenants: number
  readonly partitions: number
  readonly seed: number
}

/** Fills a log, then runs the pipeline over it while looking at its memory, and says whether that grew. */
const soak = async (folder: string, { events, tenants, partitions, seed }: SoakSettings): Promise<void> => {
  const [{ runProgram, startProgram }, { bytesIn, memoryOf }, { MemoryByHalf }] = await Promise.all([
    import('../torture/program.ts'),
    import('./process-memory.ts'),
    import('./memory-by-half.ts'),
  ])
  const [log, storage] = [`--log=lmdb:${join(folder, 'log')}`, join(folder, 'storage')]
  process.stdout.write(
    `Producing ${grouped(events)} events of ${grouped(tenants)} tenants, seed ${seed}, in ${folder}\n`,
  )
  const shape = [
    `--rate=0`,
    `--count=${events}`,
    `--tenants=${tenants}`,
    `--partitions=${partitions}`,
    `--seed=${seed}`,
  ]
  await runProgram('produce', [log, ...shape])

  const pipeline = startProgram('pipeline', [log, `--storage=${storage}`, '--until-end', '--log-level=debug'])
  const memory = new MemoryByHalf(events)
  const marks: Mark[] = []
  let records = 0
  let printed = { records: 0, atMs: performance.now() }
  const print = async () => {
    const { rssAnonMb, rssMb } = memory.last
    const storageMb = Math.round((await bytesIn(storage)) / 1e6)
    const perSecond = ((records - printed.records) / (performance.now() - printed.atMs)) * 1000
    printed = { records, atMs: performance.now() }
    const cells = [records, rssAnonMb, rssMb, storageMb, perSecond].map((n) => grouped(Math.round(n)).padStart(14))
    process.stdout.write(`${cells.join('')}\n`)
  }
  process.stdout.write(
    `${['records', 'RssAnon MB', 'VmRSS MB', 'storage MB', 'records/s'].map((t) => t.padStart(14)).join('')}\n`,
  )
  pipeline.line$.subscribe(({ books }) => {
    if (books === undefined) return
    records += books.records
    marks.push({ records, atMs: performance.now() })
    if (records - printed.records >= LINE_EVERY_RECORDS) void print()
  })
  const sampling = setInterval(() => {
    const sample = memoryOf(pipeline.child.pid!)
    if (sample !== null) memory.add(records, sample)
  }, SAMPLE_EVERY_MS)
  const { code, signal, lastWords } = await pipeline.ended
  clearInterval(sampling)
  if (code !== 0) throw new Error(`the pipeline ended with ${signal ?? `code ${code}`}: ${lastWords}`)
  if (records > printed.records) await print()
  process.stdout.write(`${memory.verdict()}\n${speedVerdict(marks, events)}\n`)
}

await runCommand({
  name: 'soak',
  summary: 'Runs the pipeline over many events and watches its memory and its speed.',
  flags: SOAK_FLAGS,
  run,
})
