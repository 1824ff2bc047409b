import type { TopicShape } from './fill-topic.ts'
import type { Machine } from './machine.ts'
import type { StagesResult } from './measure-stages.ts'
import type { ContestResult } from './standing.ts'

/** All that a run of the benchmark found: bench.json. */
export interface BenchResult {
  readonly machine: Machine
  readonly topic: TopicShape & { readonly bytesPerEvent: number | null }
  readonly runs: number
  readonly contests: readonly ContestResult[]
  readonly stages: StagesResult
}

/** The mean size of an event, by whoever has counted the bytes. */
export const bytesPerEvent = (contests: readonly ContestResult[]): number | null => {
  for (const { bytesRead, events } of contests.flatMap(({ standings }) => standings.flatMap(({ runs }) => runs)))
    if (bytesRead !== undefined) return bytesRead / events
  return null
}
