import type { Outcome, UnmatchedSession } from './session-step.ts'

/** Unmatched sessions by what became of them; an outcome that none had is absent. */
export type Outcomes = Readonly<Partial<Record<Outcome, number>>>

export const outcomesOf = (sessions: readonly UnmatchedSession[]): Outcomes => {
  const outcomes: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of sessions) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return outcomes
}

export const addOutcomes = (a: Outcomes, b: Outcomes): Outcomes => {
  const sum: Partial<Record<Outcome, number>> = { ...a }
  for (const [outcome, n] of Object.entries(b) as [Outcome, number][]) sum[outcome] = (sum[outcome] ?? 0) + n
  return sum
}
