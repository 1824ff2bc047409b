import type { Contender, Contest, Run } from './contender.ts'
import { median, medianIfKnown } from './median.ts'

/** Where a contender stands after its runs: medians over them. */
export interface Standing {
  readonly name: string
  readonly does: string
  readonly eventsPerSecond: number
  readonly slowest: number
  readonly fastest: number
  /** Its speed as a share of the floor's. */
  readonly ofFloor: number
  readonly peakBytes: number | null
  readonly peakAnonBytes: number | null
  readonly written: WrittenStanding | null
  readonly runs: readonly Run[]
}

export interface WrittenStanding {
  readonly rows: number
  readonly parts: number
  readonly bytesPerRow: number
  /** Of one run. */
  readonly commits: number
  readonly commitMedianMs: number
  readonly commitWorstMs: number
}

export interface ContestResult {
  readonly log: string
  readonly floor: string
  readonly standings: readonly Standing[]
}

/** The result of a contest in which each contender has run at least once. */
export const contestResult = (
  { log, contenders, floor }: Contest,
  runsOf: ReadonlyMap<Contender, readonly Run[]>,
): ContestResult => {
  const atFloor = contenders.find(({ name }) => name === floor)
  if (atFloor === undefined) throw new Error(`${floor} is no contender on the ${log}`)
  const floorSpeed = median(runsOf.get(atFloor)!.map(speed))
  const standings = contenders.map((contender) => standing(contender, runsOf.get(contender)!, floorSpeed))
  return { log, floor, standings }
}

const speed = ({ events, seconds }: Run): number => events / seconds

const standing = ({ name, does }: Contender, runs: readonly Run[], floorSpeed: number): Standing => {
  const speeds = runs.map(speed)
  return {
    name,
    does,
    eventsPerSecond: median(speeds),
    slowest: Math.min(...speeds),
    fastest: Math.max(...speeds),
    ofFloor: median(speeds) / floorSpeed,
    peakBytes: medianIfKnown(runs.map(({ peakBytes }) => peakBytes)),
    peakAnonBytes: medianIfKnown(runs.map(({ peakAnonBytes }) => peakAnonBytes)),
    written: writtenStanding(runs),
    runs,
  }
}

/** null where nothing was written. The commits of all runs are looked at together: one run has few. */
const writtenStanding = (runs: readonly Run[]): WrittenStanding | null => {
  const written = runs.flatMap((run) => run.written ?? [])
  const commitsMs = written.flatMap((run) => run.commitsMs)
  if (commitsMs.length === 0) return null
  return {
    rows: median(written.map(({ rows }) => rows)),
    parts: median(written.map(({ parts }) => parts)),
    bytesPerRow: median(written.map(({ bytes, rows }) => (rows === 0 ? 0 : bytes / rows))),
    commits: median(written.map((run) => run.commitsMs.length)),
    commitMedianMs: median(commitsMs),
    commitWorstMs: Math.max(...commitsMs),
  }
}
