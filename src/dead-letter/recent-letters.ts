import { addLetters, type LettersByTenant, lettersIn, NO_LETTERS } from './count-letters.ts'

/** The dead letters that were committed lately, in steps of 10 s, the earliest first. */
export type RecentLetters = readonly Step[]

interface Step {
  /** Unix milliseconds. */
  readonly startMs: number
  readonly letters: LettersByTenant
}

/** How many dead letters a second there were. */
export interface LetterRates {
  readonly perSecond: number
  /** The worst first, null for those of no tenant that could be read. */
  readonly tenants: readonly { readonly tenant: string | null; readonly perSecond: number }[]
}

const STEP_MS = 10_000
/** Whole ones, besides the one that goes on: a minute. */
const STEPS = 6
/** So many tenants are named in a step: a flood of invented names costs no more. */
const MOST_TENANTS = 100

/** With those of one more commit; what is older than a minute goes. Keeps seven steps of up to 100 tenants each. */
export const withLetters = (recent: RecentLetters, letters: LettersByTenant, atMs: number): RecentLetters => {
  if (lettersIn(letters) === 0) return recent
  const kept = recent.filter(({ startMs }) => startMs >= firstStepMs(atMs))
  const last = kept.at(-1)
  const startMs = Math.max(stepOf(atMs), last?.startMs ?? 0) // a clock may be set back
  const before = last?.startMs === startMs ? last.letters : NO_LETTERS
  return [
    ...kept.filter((step) => step.startMs < startMs),
    { startMs, letters: addLetters(before, letters, MOST_TENANTS) },
  ]
}

/**
 * Over the last minute. All together are exact. A tenant's are at least as many as shown: those are missing that lay in a commit where ten
 * others had more, or in a step where a hundred had.
 */
export const letterRates = (recent: RecentLetters, nowMs: number): LetterRates => {
  const fromMs = firstStepMs(nowMs)
  const sum = recent
    .filter(({ startMs }) => startMs >= fromMs)
    .reduce((all, { letters }) => addLetters(all, letters, MOST_TENANTS), NO_LETTERS)
  const seconds = (nowMs - fromMs) / 1000
  const tenants = [...sum.tenants, ...(sum.unknown > 0 ? [[null, sum.unknown] as const] : [])]
  return {
    perSecond: lettersIn(sum) / seconds,
    tenants: tenants
      .sort(([, a], [, b]) => b - a)
      .map(([tenant, letters]) => ({ tenant, perSecond: letters / seconds })),
  }
}

const stepOf = (ms: number): number => Math.floor(ms / STEP_MS) * STEP_MS

const firstStepMs = (nowMs: number): number => stepOf(nowMs) - STEPS * STEP_MS
