import type { LiveStatus } from './live-status.ts'
import type { Problem } from './status-view.ts'

/** What a run knows that may be wrong, besides what it reported. Times are unix milliseconds. */
export interface Situation {
  readonly nowMs: number
  readonly phase: 'opening' | 'running' | 'ending'
  readonly phaseSinceMs: number
  /** The log and the storage are there. */
  readonly isOpen: boolean
  /** What opening the log or the storage waits for; null: nothing. */
  readonly opening: OpeningTrouble | null
  /** The log has not said where it ends. */
  readonly logSilent: Trouble | null
  readonly room: Room | null
  /** Partitions that stand still, by number: since when. */
  readonly standstill: ReadonlyMap<number, number>
}

export interface Trouble {
  readonly message: string
  readonly sinceMs: number
}

/** Which of the two cannot be opened. */
export interface OpeningTrouble extends Trouble {
  readonly kind: 'log' | 'disk'
}

/** How much room the storage has, and since when that is too little; null: it is enough. */
export interface Room {
  readonly freeBytes: number
  readonly lowSinceMs: number | null
}

/** Below, the next commits may not fit. */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024
/** So long a group may take to give out partitions; who has none behind that stands by for the others. */
const GROUP_MS = 60_000

/** What keeps the pipeline from being ready, in words, the oldest first. */
export const problemsOf = (status: LiveStatus, situation: Situation): readonly Problem[] =>
  [
    ...openingProblem(situation),
    ...logProblem(situation),
    ...roomProblem(situation),
    ...workerProblems(status, situation),
    ...pausedProblems(status),
    ...standstillProblems(status, situation),
    ...groupProblem(status, situation),
  ].sort((a, b) => a.sinceMs - b.sinceMs)

const problem = (kind: Problem['kind'], { message, sinceMs }: Trouble, where: Partial<Problem> = {}): Problem => ({
  kind,
  message,
  sinceMs,
  partition: null,
  worker: null,
  ...where,
})

const openingProblem = ({ isOpen, phaseSinceMs, opening }: Situation): readonly Problem[] => {
  if (isOpen) return []
  if (opening !== null) return [problem(opening.kind, opening)]
  return [problem('starting', { message: 'the log and the storage are being opened', sinceMs: phaseSinceMs })]
}

const logProblem = ({ isOpen, logSilent }: Situation): readonly Problem[] =>
  !isOpen || logSilent === null
    ? []
    : [problem('log', { ...logSilent, message: `the log does not say where it ends: ${logSilent.message}` })]

const roomProblem = ({ room }: Situation): readonly Problem[] =>
  room === null || room.lowSinceMs === null
    ? []
    : [
        problem('room', {
          message: `the storage has ${mebibytes(room.freeBytes)} MiB left, less than ${mebibytes(LEAST_FREE_BYTES)}: make room; commits wait where there is none`,
          sinceMs: room.lowSinceMs,
        }),
      ]

const workerProblems = ({ workers }: LiveStatus, { phase }: Situation): readonly Problem[] =>
  [...workers.values()]
    .filter(({ state }) => state === 'starting' || state === 'dead')
    .map(({ worker, state, how, sinceMs }) =>
      problem('worker', { message: workerText(worker, state, how, phase === 'ending'), sinceMs }, { worker }),
    )

/** Who dies once the run ends is not started again: the next run reads again what it had not committed. */
const workerText = (worker: number, state: string, how: string | null, isEnding: boolean): string =>
  state === 'dead' || how !== null
    ? `worker ${worker} ${how}${isEnding ? '' : ', and is started again'}`
    : `worker ${worker} is being started`

const pausedProblems = ({ paused, partitions }: LiveStatus): readonly Problem[] =>
  [...paused].map(([partition, { trouble, message, sinceMs }]) =>
    problem(
      trouble,
      { message: `partition ${partition} waits: ${message}`, sinceMs },
      { partition, worker: partitions.get(partition)?.worker ?? null },
    ),
  )

const standstillProblems = ({ partitions }: LiveStatus, { standstill, nowMs }: Situation): readonly Problem[] =>
  [...standstill].map(([partition, sinceMs]) => {
    const { nextOffset, worker } = partitions.get(partition) ?? { nextOffset: 0, worker: null }
    const seconds = Math.round((nowMs - sinceMs) / 1_000)
    const message = `partition ${partition} has records to read and has stood at offset ${nextOffset} for ${seconds} s`
    return problem('standstill', { message, sinceMs }, { partition, worker })
  })

const groupProblem = (status: LiveStatus, { phase, phaseSinceMs, nowMs }: Situation): readonly Problem[] => {
  if (phase !== 'running') return []
  const { partitions, noneSinceMs, groupWaits } = status
  if (groupWaits !== null && groupWaits.untilMs >= nowMs)
    return [problem('log', { ...groupWaits, message: `the group is waited for: ${groupWaits.message}` })]
  const sinceMs = noneSinceMs ?? phaseSinceMs
  return partitions.size === 0 && nowMs - sinceMs < GROUP_MS
    ? [problem('no_partition', { message: 'the group has given this process no partition', sinceMs })]
    : []
}

const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024)
