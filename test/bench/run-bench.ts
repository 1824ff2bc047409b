import { randomBytes } from 'node:crypto'
import { grouped } from '../../src/cli/progress.ts'
import { type StatusLine, statusLine } from '../../src/cli/status-line.ts'
import { type BenchResult, bytesPerEvent } from './bench-result.ts'
import { contestOn } from './contenders.ts'
import { fillTopic, type TopicShape } from './fill-topic.ts'
import { checkKafka, kafkaPlace } from './kafka-place.ts'
import { thisMachine } from './machine.ts'
import type { StageSettings, StagesResult } from './measure-stages.ts'
import { measureProgram } from './measured-program.ts'
import { embeddedPlace, type Place } from './place.ts'
import { runContest } from './run-contest.ts'
import type { ContestResult } from './standing.ts'

export interface BenchSettings {
  /** A broker's URL, or `local`; null: only the embedded log. */
  readonly kafka: string | null
  readonly topic: TopicShape
  readonly runs: number
  /** For logs and storage; somebody else removes it. */
  readonly folder: string
  readonly stop: AbortSignal
}

/** More would only take longer: each is gone through dozens of times. */
const MOST_STAGE_EVENTS = 200_000
const FEWEST_ROUNDS = 5

/** Log after log, one process at a time, then the stages. */
export const runBench = async ({ kafka, topic, runs, folder, stop }: BenchSettings): Promise<BenchResult> => {
  const machine = await thisMachine()
  const line = statusLine()
  const name = `bench-${randomBytes(4).toString('hex')}`
  if (kafka !== null) await checkKafka(kafka)
  const contestAt = (place: Place) => contest(place, { topic, runs, folder, stop, line })
  try {
    const contests = [await contestAt(embeddedPlace(folder, name))]
    if (kafka !== null) {
      line.show('waiting for Kafka')
      contests.push(await contestAt(await kafkaPlace(kafka, name)))
    }
    line.show('stage by stage')
    const stages = await measureStages(topic, Math.max(FEWEST_ROUNDS, runs), stop)
    return { machine, topic: { ...topic, bytesPerEvent: bytesPerEvent(contests) }, runs, contests, stages }
  } finally {
    line.clear()
  }
}

type ContestSettings = Omit<BenchSettings, 'kafka'> & { readonly line: StatusLine }

const contest = async (place: Place, settings: ContestSettings): Promise<ContestResult> => {
  const { topic, runs, folder, stop, line } = settings
  const { events } = topic
  try {
    line.show(`${place.name}: making ${grouped(events)} events`)
    await fillTopic(place, topic, stop)
    return await runContest(contestOn({ place, events, folder, stop }), { events, runs, line })
  } finally {
    await place.clear().catch((error: Error) => {
      line.write(`${place.name}: topic ${place.topic} stays behind: ${error.message}\n`)
    })
  }
}

const measureStages = async (topic: TopicShape, rounds: number, stop: AbortSignal): Promise<StagesResult> => {
  const { events, tenants, seed } = topic
  const settings: StageSettings = { events: Math.min(events, MOST_STAGE_EVENTS), tenants, seed, rounds }
  const { stdout } = await measureProgram('test/bench/measure-stages.ts', [JSON.stringify(settings)], stop)
  return JSON.parse(stdout) as StagesResult
}
