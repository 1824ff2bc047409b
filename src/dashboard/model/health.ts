import type { Problem, StatusView } from '../../live/status-view.ts'
import { counted } from './numbers.ts'
import { wholeSpanText } from './spans.ts'
import { type Clock, timeText } from './times.ts'

export interface Health {
  readonly state: 'ready' | 'problems' | 'starting' | 'ending'
  readonly headline: string
  readonly subline: string
  readonly problems: readonly ShownProblem[]
  /** What a screen reader is told when it changes: no times in it. */
  readonly announcement: string
}

export interface ShownProblem {
  readonly key: string
  readonly title: string
  readonly message: string
  readonly since: string
  readonly sinceMs: number
}

const TITLES: Readonly<Record<Problem['kind'], string>> = {
  starting: 'Starting',
  log: 'The log cannot be reached',
  disk: 'The disk cannot be written',
  room: 'The disk is nearly full',
  invalid: 'Too many records are no events',
  fenced: 'Fenced by another process',
  worker: 'A worker is not running',
  standstill: 'Nothing moves though there is lag',
  no_partition: 'No partition yet',
}

/** Whether somebody has to do something, and what: the first thing that who is called at night wants to know. */
export const health = ({ problems, phase, partitions }: StatusView, clock: Clock): Health => {
  const shown = problems.map((problem) => shownProblem(problem, clock))
  const state = stateOf(problems, phase)
  const headline = HEADLINES[state](shown.length)
  return {
    state,
    headline,
    subline: state === 'ready' ? `Nothing to do. ${counted(partitions.length, 'partition')} running.` : '',
    problems: shown,
    announcement: [headline, ...shown.map(({ title }) => title)].join('. '),
  }
}

const HEADLINES: Readonly<Record<Health['state'], (problems: number) => string>> = {
  ready: () => 'Ready',
  starting: () => 'Starting',
  ending: () => 'Ending: what it has is committed, then it stops',
  problems: (n) => `Not ready: ${counted(n, 'problem')}`,
}

const stateOf = (problems: readonly Problem[], phase: StatusView['phase']): Health['state'] => {
  if (problems.some(({ kind }) => kind !== 'starting')) return 'problems'
  if (phase === 'ending') return 'ending'
  return problems.length > 0 || phase === 'opening' ? 'starting' : 'ready'
}

const shownProblem = ({ kind, message, sinceMs, partition, worker }: Problem, clock: Clock): ShownProblem => ({
  key: `${kind} ${partition} ${worker}`,
  title: [
    TITLES[kind],
    ...(partition === null ? [] : [`partition ${partition}`]),
    ...(worker === null ? [] : [`worker ${worker}`]),
  ].join(', '),
  message,
  since: `since ${timeText(Math.floor(sinceMs / 1000) * 1000, clock)}, for ${wholeSpanText(Math.max(0, clock.nowMs - sinceMs))}`,
  sinceMs,
})
