import type { PausedView, WorkerView } from '../../live/status-view.ts'
import type { Outcome } from '../../session/session-step.ts'

/** All of a closed list: the compiler misses the name that is not there. */
const allOf = <Name extends string>(names: Readonly<Record<Name, true>>): readonly Name[] =>
  Object.keys(names) as Name[]

export const OUTCOMES = allOf<Outcome>({
  orphan_end: true,
  duplicate_start: true,
  duplicate_end: true,
  ends_before_start: true,
  timed_out: true,
  evicted: true,
})

export type TroubleName = PausedView['trouble']
export const TROUBLES = allOf<TroubleName>({ log: true, fenced: true, disk: true, invalid: true })

export const WORKER_STATES = allOf<WorkerView['state']>({ starting: true, running: true, dead: true, ended: true })
