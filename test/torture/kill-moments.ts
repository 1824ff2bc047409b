import type { Random } from '../../src/produce/random.ts'

/** What a kill waits for: the process itself, a line of its log, or a file of a commit (R2, steps 1 and 2). */
export type Trigger = 'spawned' | 'started' | 'taken' | 'committed' | 'staged' | 'checkpoint'

/** So long after the n-th time that something happened in the life of a process. */
export interface KillMoment {
  readonly after: Trigger
  readonly times: number
  readonly delayMs: number
}

interface Choice {
  readonly share: number
  readonly after: Trigger
  readonly mostTimes: number
  readonly mostDelayMs: number
}

/** Together they reach every part of a life: loading, the storage's claim, recovery, each step of a commit, and the time between. */
const CHOICES: readonly Choice[] = [
  { share: 0.12, after: 'spawned', mostTimes: 1, mostDelayMs: 1_200 },
  { share: 0.18, after: 'started', mostTimes: 1, mostDelayMs: 60 },
  { share: 0.1, after: 'taken', mostTimes: 4, mostDelayMs: 20 },
  { share: 0.25, after: 'committed', mostTimes: 8, mostDelayMs: 300 },
  { share: 0.2, after: 'staged', mostTimes: 24, mostDelayMs: 15 },
  { share: 0.15, after: 'checkpoint', mostTimes: 10, mostDelayMs: 40 },
]

/** How often a kill is followed by one that leaves the next process no time to commit. */
const TWICE_SHARE = 0.15
const TWICE: readonly Choice[] = [
  { share: 0.5, after: 'spawned', mostTimes: 1, mostDelayMs: 700 },
  { share: 0.5, after: 'started', mostTimes: 1, mostDelayMs: 20 },
]

/** Moments to kill at, without end; the same ones for the same random numbers. */
export function* killMoments(random: Random): Generator<KillMoment> {
  for (;;) yield momentOf(random.unit() < TWICE_SHARE ? TWICE : CHOICES, random)
}

const momentOf = (choices: readonly Choice[], random: Random): KillMoment => {
  const { after, mostTimes, mostDelayMs } = choose(choices, random.unit())
  return { after, times: 1 + random.below(mostTimes), delayMs: random.below(mostDelayMs + 1) }
}

const choose = (choices: readonly Choice[], draw: number): Choice => {
  let left = draw
  for (const choice of choices) {
    if (left < choice.share) return choice
    left -= choice.share
  }
  return choices.at(-1)!
}
