import { KAFKAJS, pipelineName } from './contenders.ts'
import { FAUST, FLINK, KAFKA_STREAMS, QUIX } from './peers.ts'
import type { ContestResult } from './standing.ts'

/** How many times as fast as something else the pipeline is meant to be. */
interface Target {
  readonly ours: string
  readonly than: string
  readonly atLeast: number
}

const TARGETS: readonly Target[] = [
  { ours: pipelineName(1), than: KAFKAJS, atLeast: 1 },
  { ours: pipelineName(2), than: FLINK, atLeast: 1 },
  { ours: pipelineName(2), than: KAFKA_STREAMS, atLeast: 2.5 },
  { ours: pipelineName(1), than: QUIX, atLeast: 20 },
  { ours: pipelineName(1), than: FAUST, atLeast: 300 },
]

export interface TargetResult extends Target {
  /** null where one of the two was not measured. */
  readonly found: number | null
}

/** What came of the targets in a contest where one of the others was to be measured. */
export const targetResults = ({ standings, absent }: ContestResult): readonly TargetResult[] => {
  const speedOf = (name: string) => standings.find((one) => one.name === name)?.eventsPerSecond
  const wereThere = [...standings, ...absent].map(({ name }) => name)
  return TARGETS.filter(({ than }) => wereThere.includes(than)).map((target) => {
    const [ours, theirs] = [speedOf(target.ours), speedOf(target.than)]
    return { ...target, found: ours === undefined || theirs === undefined ? null : ours / theirs }
  })
}

export const isMet = ({ found, atLeast }: TargetResult): boolean => found !== null && found >= atLeast
