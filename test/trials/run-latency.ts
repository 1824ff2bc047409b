import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { filter, lastValueFrom, take, toArray } from 'rxjs'
import { openLog } from '../../src/cli/open-log.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { Refusal } from '../../src/config/refusal.ts'
import { readConfig } from '../../src/config.ts'
import { checkKafka, kafkaPlace } from '../bench/kafka-place.ts'
import { type Machine, thisMachine } from '../bench/machine.ts'
import { stopped } from '../bench/measured-program.ts'
import { embeddedPlace, type Place } from '../bench/place.ts'
import { type LogLine, type Program, startNode, startProgram } from '../torture/program.ts'
import { type LatencyFigures, latencyFigures, type PublishedCommit, type Spread, spreadOf } from './latency-figures.ts'
import type { WatchedRun } from './watched-pipeline.ts'
import { windowCloses } from './window-closes.ts'

export interface LatencySettings {
  /** A broker's URL, or `local`; null: only the embedded log. */
  readonly kafka: string | null
  readonly rate: number
  readonly seconds: number
  readonly tenants: number
  readonly partitions: number
  readonly commitIntervalMs: number
  /** For logs and storage; somebody else removes it. */
  readonly folder: string
  readonly stop: AbortSignal
  readonly tell: (doing: string) => void
}

export interface PlaceLatency extends LatencyFigures, Pick<WatchedRun, 'stalls' | 'cpuShare'> {
  readonly log: string
  /** What the producer really reached; well below the rate asked for, and the figures are of another load. */
  readonly recordsPerSecond: number
  readonly rows: number
  readonly commitMs: Spread | null
}

export interface LatencyResult
  extends Pick<LatencySettings, 'rate' | 'seconds' | 'tenants' | 'partitions' | 'commitIntervalMs'> {
  readonly machine: Machine
  readonly places: readonly PlaceLatency[]
}

/** Behind the last event, for what it closed to be seen. */
const LAST_WORD_MS = 500

/** Log after log: a producer at its pace, and the pipeline as it is, each in a process; then the log is read for what closed which window when. */
export const runLatency = async (settings: LatencySettings): Promise<LatencyResult> => {
  const { kafka, folder, rate, seconds, tenants, partitions, commitIntervalMs } = settings
  const machine = await thisMachine()
  const topic = `latency-${randomBytes(4).toString('hex')}`
  if (kafka !== null) await checkKafka(kafka)
  const places = [await measureAt(embeddedPlace(folder, topic), settings)]
  if (kafka !== null) places.push(await measureAt(await kafkaPlace(kafka, topic), settings))
  return { machine, rate, seconds, tenants, partitions, commitIntervalMs, places }
}

const measureAt = async (place: Place, settings: LatencySettings): Promise<PlaceLatency> => {
  const { rate, seconds, tenants, partitions, folder, stop, tell } = settings
  const [log, topic] = [`--log=${place.url}`, `--topic=${place.topic}`]
  const args = [
    ...[log, topic, `--group=${place.topic}-pipeline`, `--partitions=${partitions}`],
    ...[`--storage=${join(folder, `storage-${place.name.split(' ')[0]}`)}`, '--log-level=debug'],
    `--commit-interval=${settings.commitIntervalMs}ms`,
  ]
  const programs: Program[] = []
  const end = () => {
    for (const { child } of programs) child.kill('SIGKILL')
  }
  stop.addEventListener('abort', end)
  try {
    const pipeline = startNode([
      '--max-semi-space-size=128',
      '--import',
      'tsx',
      'test/trials/watched-pipeline.ts',
      ...args,
    ])
    programs.push(pipeline)
    tell(`${place.name}: the pipeline takes its partitions`)
    await taken(pipeline, partitions, stop)
    tell(`${place.name}: ${rate} events/s for ${seconds} s`)
    const shape = [`--rate=${rate}`, `--count=${rate * seconds}`, `--tenants=${tenants}`]
    const producer = startProgram('produce', [log, topic, ...shape])
    programs.push(producer)
    await orderly(producer, stop)
    await sleep(LAST_WORD_MS)
    const stoppedAtMs = Date.now()
    pipeline.child.kill('SIGTERM')
    const run: WatchedRun = JSON.parse(await orderly(pipeline, stop))
    tell(`${place.name}: reading what closed the windows`)
    return await figuresOf(place, run, await lastValueFrom(pipeline.line$.pipe(toArray())), stoppedAtMs, args)
  } finally {
    stop.removeEventListener('abort', end)
    end()
    await place.clear()
  }
}

const taken = async (pipeline: Program, partitions: number, stop: AbortSignal): Promise<void> => {
  const taken$ = pipeline.line$.pipe(
    filter(({ partsFinished }) => partsFinished !== undefined),
    take(partitions),
    toArray(),
  )
  if ((await lastValueFrom(taken$)).length < partitions) await orderly(pipeline, stop)
}

/** What it wrote to standard output. @throws Refusal where it fails, with its last words, or somebody stopped us. */
const orderly = async ({ ended }: Program, stop: AbortSignal): Promise<string> => {
  const { code, signal, stdout, lastWords } = await ended
  if (stop.aborted) throw stopped()
  if (code !== 0) throw new Refusal(`ended with ${signal ?? `code ${code}`}: ${lastWords}`)
  return stdout
}

const figuresOf = async (
  place: Place,
  { windows, stalls, cpuShare }: WatchedRun,
  lines: readonly LogLine[],
  stoppedAtMs: number,
  args: readonly string[],
): Promise<PlaceLatency> => {
  const read = readConfig({ name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }, args, {})
  if (read.kind !== 'config') throw new Error(JSON.stringify(read))
  const { graceMs, windowStepMs: stepMs, windowSizeMs, maxFutureMs } = read.config
  const log = await openLog(place.location)
  try {
    const bounds = (await log.bounds(place.topic)) ?? []
    const { closes, records, firstMs, lastMs } = await windowCloses(log, place.topic, bounds, {
      graceMs,
      stepMs,
      maxFutureMs,
    })
    const commits = lines.flatMap(commitOf).filter(({ atMs }) => atMs < stoppedAtMs)
    return {
      log: place.name,
      recordsPerSecond: records / ((lastMs - firstMs) / 1000),
      rows: windows.reduce((sum, { rows }) => sum + rows, 0),
      ...latencyFigures({ seen: windows, closes, commits, windowSizeMs, graceMs, fromMs: firstMs }),
      commitMs: spreadOf(commits.map(({ tookMs }) => tookMs)),
      stalls,
      cpuShare,
    }
  } finally {
    await log.close()
  }
}

/** Its line is written when its parts have their names. */
const commitOf = ({ books, time, tookMs }: LogLine): PublishedCommit[] =>
  books === undefined
    ? []
    : [{ partition: books.partition, toOffset: books.toOffset, atMs: Date.parse(time!), tookMs: tookMs ?? 0 }]
