import { randomBytes } from 'node:crypto'
import { grouped } from '../../src/cli/progress.ts'
import { type StatusLine, statusLine } from '../../src/cli/status-line.ts'
import { type BenchFindings, bytesPerEvent } from './bench-result.ts'
import { contestOn } from './contenders.ts'
import { fillTopic, type TopicShape } from './fill-topic.ts'
import { checkKafka, kafkaPlace } from './kafka-place.ts'
import { thisMachine } from './machine.ts'
import type { StageSettings, StagesResult } from './measure-stages.ts'
import { measureProgram } from './measured-program.ts'
import { peersIn, preparePeers } from './peer-contenders.ts'
import { embeddedPlace, type Place } from './place.ts'
import { runContest } from './run-contest.ts'
import type { ContestResult } from './standing.ts'

export interface BenchSettings {
  /** A broker's URL, or `local`; null: only the embedded log. */
  readonly kafka: string | null
  readonly topic: TopicShape
  readonly workers: readonly number[]
  /** A directory with other systems, which need Kafka; null: none. */
  readonly peers: string | null
  readonly runs: number
  /** For logs and storage; somebody else removes it. */
  readonly folder: string
  readonly stop: AbortSignal
}

/** More would only take longer: each is gone through dozens of times. */
const MOST_STAGE_EVENTS = 200_000
const FEWEST_ROUNDS = 5

/** Log after log, one program at a time, then the stages. */
export const runBench = async (settings: BenchSettings): Promise<BenchFindings> => {
  const { kafka, peers, topic, runs, folder, stop } = settings
  const machine = await thisMachine()
  const line = statusLine()
  const name = `bench-${randomBytes(4).toString('hex')}`
  if (kafka !== null) await checkKafka(kafka)
  if (peers !== null) peersIn(peers) // now: an hour later would be a pity
  try {
    const contests = [await contestAt(embeddedPlace(folder, name), { ...settings, peers: null, line })]
    if (kafka !== null) {
      line.show('waiting for Kafka')
      contests.push(await contestAt(await kafkaPlace(kafka, name), { ...settings, line }))
    }
    line.show('stage by stage')
    const stages = await measureStages(topic, Math.max(FEWEST_ROUNDS, runs), folder, stop)
    return { machine, topic: { ...topic, bytesPerEvent: bytesPerEvent(contests) }, runs, contests, stages }
  } finally {
    line.clear()
  }
}

type ContestSettings = Omit<BenchSettings, 'kafka'> & { readonly line: StatusLine }

const contestAt = async (place: Place, settings: ContestSettings): Promise<ContestResult> => {
  const { topic, workers, peers, runs, folder, stop, line } = settings
  const ring = { place, shape: topic, folder, stop }
  const tell = (text: string) => line.show(`${place.name}: ${text}`)
  try {
    tell(`making ${grouped(topic.events)} events`)
    await fillTopic(place, topic, stop)
    const others = peers === null ? undefined : await preparePeers(ring, peersIn(peers), peers, tell)
    return await runContest(contestOn(ring, workers, others), { runs, line, stop })
  } finally {
    await place.clear().catch((error: Error) => {
      line.write(`${place.name}: topic ${place.topic} stays behind: ${error.message}\n`)
    })
  }
}

const measureStages = async (
  { events, tenants, seed }: TopicShape,
  rounds: number,
  folder: string,
  stop: AbortSignal,
): Promise<StagesResult> => {
  const shape = { events: Math.min(events, MOST_STAGE_EVENTS), tenants, seed }
  const settings: StageSettings = { shape, rounds, folder }
  const { stdout } = await measureProgram('test/bench/measure-stages.ts', [JSON.stringify(settings)], stop)
  return JSON.parse(stdout) as StagesResult
}
