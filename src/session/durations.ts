import type { CompletedSession } from './session-step.ts'

/** How long completed sessions took: how many in each bucket of `DURATION_BOUNDS_SECONDS`, one more for what is longer, and all together. */
export interface Durations {
  readonly counts: readonly number[]
  readonly sumSeconds: number
}

/** Upper bounds, inclusive: from a second to a day, about twice as long each. */
export const DURATION_BOUNDS_SECONDS = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400,
] as const

export const NO_DURATIONS: Durations = {
  counts: Array.from({ length: DURATION_BOUNDS_SECONDS.length + 1 }, () => 0),
  sumSeconds: 0,
}

export const durationsOf = (sessions: readonly CompletedSession[]): Durations => {
  if (sessions.length === 0) return NO_DURATIONS
  const counts = [...NO_DURATIONS.counts]
  let sumMs = 0
  for (const { startMs, endMs } of sessions) {
    const ms = endMs - startMs
    sumMs += ms
    counts[bucketOf(ms / 1000)]!++
  }
  return { counts, sumSeconds: sumMs / 1000 }
}

export const addDurations = (a: Durations, b: Durations): Durations => ({
  counts: a.counts.map((n, i) => n + b.counts[i]!),
  sumSeconds: a.sumSeconds + b.sumSeconds,
})

const bucketOf = (seconds: number): number => {
  const bucket = DURATION_BOUNDS_SECONDS.findIndex((bound) => seconds <= bound)
  return bucket === -1 ? DURATION_BOUNDS_SECONDS.length : bucket
}
