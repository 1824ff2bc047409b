import type { Absent, Contender, Contest, Part, Run } from './contender.ts'
import { median, medianIfKnown } from './median.ts'

/** Where a contender stands after its runs: medians over them. */
export interface Standing {
  readonly name: string
  readonly part: Part
  readonly does: string
  /** How many it read in each run. */
  readonly events: number
  readonly eventsPerSecond: number
  readonly slowest: number
  readonly fastest: number
  /** Its speed as a share of the floor's. */
  readonly ofFloor: number
  /** By a peer's name: its speed as a multiple of that peer's. */
  readonly ofPeers: Readonly<Record<string, number>>
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
  /** Who did not get through its runs, and why; who got through some of them stands above, too. */
  readonly absent: readonly Absent[]
}

/** What each contender did, at least once where it is no peer. */
export interface Outcomes {
  readonly runsOf: ReadonlyMap<Contender, readonly Run[]>
  readonly failed: readonly Absent[]
}

export const contestResult = (
  { log, contenders, floor, absent }: Contest,
  { runsOf, failed }: Outcomes,
): ContestResult => {
  const ran = contenders.filter((contender) => (runsOf.get(contender)?.length ?? 0) > 0)
  const speedOf = (contender: Contender) => median(runsOf.get(contender)!.map(speed))
  const atFloor = ran.find(({ name }) => name === floor)
  if (atFloor === undefined) throw new Error(`${floor} is no contender on the ${log}`)
  const peers = ran.filter(({ part }) => part === 'peer').map((peer) => [peer.name, speedOf(peer)] as const)
  const standings = ran.map((contender) => ({
    ...standing(contender, runsOf.get(contender)!),
    ofFloor: speedOf(contender) / speedOf(atFloor),
    ofPeers: Object.fromEntries(peers.map(([name, itsSpeed]) => [name, speedOf(contender) / itsSpeed])),
  }))
  return { log, floor, standings, absent: [...absent, ...failed] }
}

const speed = ({ events, seconds }: Run): number => events / seconds

const standing = (
  { name, part, does, events }: Contender,
  runs: readonly Run[],
): Omit<Standing, 'ofFloor' | 'ofPeers'> => {
  const speeds = runs.map(speed)
  return {
    name,
    part,
    does,
    events,
    eventsPerSecond: median(speeds),
    slowest: Math.min(...speeds),
    fastest: Math.max(...speeds),
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
