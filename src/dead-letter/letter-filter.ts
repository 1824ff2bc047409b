import type { Reason } from '../event/reason.ts'
import type { Letter } from './read-letters.ts'

/** Which letters are meant: all conditions together, null for none of that kind. */
export interface LetterFilter {
  readonly reasons: readonly Reason[] | null
  readonly tenant: string | null
  /** Of one of its errors, such as `$.timestamp`. */
  readonly path: string | null
  /** Appended then or later, unix milliseconds. */
  readonly sinceMs: number | null
  /** Whose letters; one that names no group is of every group. */
  readonly group: string | null
}

/**
 * The filter as a predicate. What a letter does not say matches no condition on it: one from before 0.2 names no tenant, and one that is
 * not ours has neither reason nor errors.
 */
export const letterFilter =
  ({ reasons, tenant, path, sinceMs, group }: LetterFilter) =>
  ({ origin, appendedMs }: Pick<Letter, 'origin' | 'appendedMs'>): boolean =>
    (sinceMs === null || appendedMs >= sinceMs) &&
    (group === null || origin?.group === undefined || origin.group === group) &&
    (reasons === null || (origin !== null && reasons.includes(origin.reason))) &&
    (tenant === null || origin?.tenant === tenant) &&
    (path === null || (origin?.errors.some((error) => error.path === path) ?? false))
