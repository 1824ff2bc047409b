import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, Contest, Run } from './contender.ts'
import type { TopicShape } from './fill-topic.ts'
import { brokersOf } from './kafka-place.ts'
import type { KafkajsSettings } from './kafkajs-alone.ts'
import { measureProgram } from './measured-program.ts'
import type { PeersFound } from './peer-contenders.ts'
import { pipelineFigures } from './pipeline-figures.ts'
import type { Place } from './place.ts'
import type { ReadSettings } from './read-log.ts'
import type { Reading } from './read-topic.ts'

/** What a contender is given to run with. */
export interface Ring {
  readonly place: Place
  readonly shape: TopicShape
  /** For the storage of a run. */
  readonly folder: string
  readonly stop: AbortSignal
}

const READ = 'read'
const PARSE = 'read + JSON.parse'
export const KAFKAJS = 'kafkajs + JSON.parse'
export const pipelineName = (workers: number): string => `pipeline, ${workers} worker${workers === 1 ? '' : 's'}`

/** The contest on a log, with others that are ready for it. The floor is what one would write with nothing but the log's own client. */
export const contestOn = (ring: Ring, workers: readonly number[], peers: PeersFound = NO_PEERS): Contest => {
  const isKafka = ring.place.location.kind === 'kafka'
  const readers = [reader(ring, READ, 'count'), reader(ring, PARSE, 'parse')]
  return {
    log: ring.place.name,
    contenders: [
      ...readers,
      ...(isKafka ? [kafkajsAlone(ring)] : []),
      ...workers.map((count) => pipeline(ring, count)),
      ...peers.contenders,
    ],
    floor: isKafka ? KAFKAJS : PARSE,
    absent: peers.absent,
  }
}

const NO_PEERS: PeersFound = { contenders: [], absent: [] }

let groups = 0
/** A group that nobody has had; named after the topic, so that it can be found and deleted. */
const newGroup = ({ topic }: Place): string => `${topic}-${++groups}`

const reader = ({ place, shape, stop }: Ring, name: string, look: ReadSettings['look']): Contender => ({
  name,
  part: 'reader',
  events: shape.events,
  does: look === 'count' ? "counts the records of the log port's batches" : 'that, and JSON.parse of each value',
  runOnce: () => readOnce('read-log', { log: place.location, topic: place.topic, group: newGroup(place), look }, stop),
})

const kafkajsAlone = ({ place, shape: { events }, stop }: Ring): Contender => ({
  name: KAFKAJS,
  part: 'reader',
  events,
  does: 'kafkajs as it is, eachBatch, and JSON.parse of each value',
  runOnce: () =>
    readOnce(
      'kafkajs-alone',
      { brokers: brokersOf(place.url), topic: place.topic, group: newGroup(place), events },
      stop,
    ),
})

const readOnce = async (job: string, settings: ReadSettings | KafkajsSettings, stop: AbortSignal): Promise<Run> => {
  const measured = await measureProgram(`test/bench/${job}.ts`, [JSON.stringify(settings)], stop)
  const { peakBytes, peakAnonBytes, stdout } = measured
  return { ...(JSON.parse(stdout) as Reading), peakBytes, peakAnonBytes }
}

/** As users run it: exactly once, dead letters, windows, sessions, Parquet, its own defaults. Only its log says more. */
const pipeline = ({ place, shape, folder, stop }: Ring, workers: number): Contender => ({
  name: pipelineName(workers),
  part: 'pipeline',
  events: shape.events,
  does: 'npm run pipeline: exactly once, dead letters, windows, sessions, Parquet',
  runOnce: async () => {
    const group = newGroup(place)
    const storage = join(folder, group)
    const args = [`--log=${place.url}`, `--topic=${place.topic}`, `--group=${group}`, `--storage=${storage}`]
    const flags = ['--until-end', '--json', '--log-level=debug', ...(workers === 1 ? [] : [`--workers=${workers}`])]
    try {
      const measured = await measureProgram('src/cli/pipeline.ts', [...args, ...flags], stop)
      const { peakBytes, peakAnonBytes, lines, stdout } = measured
      return { ...pipelineFigures(lines, stdout), peakBytes, peakAnonBytes }
    } finally {
      await rm(storage, { recursive: true, force: true })
    }
  },
})
