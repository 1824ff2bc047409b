import type { TopicShape } from './fill-topic.ts'
import type { Machine } from './machine.ts'
import type { StagesResult } from './measure-stages.ts'
import type { ContestResult } from './standing.ts'

/** bench.json: what was found, and how to find it again. */
export interface BenchResult extends BenchFindings {
  readonly command: string
}

export interface BenchFindings {
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
