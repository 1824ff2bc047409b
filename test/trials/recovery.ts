import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline as streamTo } from 'node:stream/promises'
import { filter, firstValueFrom, type Observable, scan, skip } from 'rxjs'
import { type Program, runProgram, startProgram } from '../torture/program.ts'

const TYPES = 10
/** All events lie within one window's length. */
const WITHIN_MS = 10_000

export interface RecoveryTime {
  /** From the process' start until the pipeline was loaded and began to ask for partitions. */
  readonly startedMs: number
  /** From the process' start until it had the last partition. */
  readonly recoveredMs: number
}

/** Leaves a killed pipeline behind that has committed this many counts of windows that are all still open. */
export const fillState = async (folder: string, counts: number, partitions: number): Promise<void> => {
  const file = join(folder, 'events.ndjson')
  await streamTo(Readable.from(eventLines(counts)), createWriteStream(file))
  await runProgram('produce', [`--log=lmdb:${join(folder, 'log')}`, `--partitions=${partitions}`, `--file=${file}`])
  await rm(file)
  const pipeline = startPipeline(folder)
  const committed$ = pipeline.line$.pipe(
    scan((sum, { books }) => sum + (books?.records ?? 0), 0),
    filter((sum) => sum === counts),
  )
  await firstOf(committed$, pipeline)
  await kill(pipeline)
}

/** Starts the pipeline again, waits until it has its partitions, and kills it. */
export const timeRecovery = async (folder: string, partitions: number): Promise<RecoveryTime> => {
  const beganMs = performance.now()
  const pipeline = startPipeline(folder)
  await firstOf(pipeline.line$.pipe(filter(({ msg }) => msg === 'pipeline started')), pipeline)
  const startedMs = Math.round(performance.now() - beganMs)
  const taken$ = pipeline.line$.pipe(filter(({ partsFinished }) => partsFinished !== undefined))
  await firstOf(taken$.pipe(skip(partitions - 1)), pipeline)
  const recoveredMs = Math.round(performance.now() - beganMs)
  await kill(pipeline)
  return { startedMs, recoveredMs }
}

/** Each event has a tenant and type of its own: as many counts as events. */
function* eventLines(counts: number): Generator<string> {
  const startMs = Date.now() - WITHIN_MS
  for (let n = 0; n < counts; n++) {
    const event = {
      tenant_id: `tenant_${Math.floor(n / TYPES)}`,
      event_type: `type_${n % TYPES}`,
      timestamp: (startMs + (n % WITHIN_MS)) / 1000,
    }
    yield `${JSON.stringify(event)}\n`
  }
}

/** An hour of grace keeps every window open. Few commits, since each one writes the whole state. */
const startPipeline = (folder: string): Program =>
  startProgram('pipeline', [
    ...[`--log=lmdb:${join(folder, 'log')}`, `--storage=${join(folder, 'storage')}`],
    ...['--grace=1h', '--commit-interval=20s', '--log-level=debug'],
  ])

/** Waits for what a program's log says. @throws where it ends before. */
const firstOf = async (said$: Observable<unknown>, { ended }: Program): Promise<void> => {
  await firstValueFrom(said$).catch(async () => {
    const { code, signal, lastWords } = await ended
    throw new Error(`the pipeline ended by itself with ${signal ?? `code ${code}`}: ${lastWords}`)
  })
}

const kill = async ({ child, ended }: Program): Promise<void> => {
  child.kill('SIGKILL')
  await ended
}
