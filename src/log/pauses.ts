import { LogError } from './event-log.ts'

/** Behind a login that was refused: many a broker locks an account for minutes that tries on. */
const FIRST_LOGIN_MS = 30_000
const LONGEST_LOGIN_MS = 300_000

/** How long to wait before the next try, by what went wrong. */
export interface Pauses {
  /** Of this failure, in ms. */
  readonly behind: (error: unknown) => number
  /** It went well again: the next pause is the shortest one. */
  readonly reset: () => void
}

/**
 * Pauses that double from the first to the longest; where the log does not let us in (`unauthenticated`), from 30 s to 5 minutes,
 * counted by themselves, so that a long outage does not lengthen them. Keeps two numbers.
 */
export const pauses = (firstMs: number, longestMs: number): Pauses => {
  let failures = 0
  let refusals = 0
  return {
    behind: (error) =>
      error instanceof LogError && error.reason === 'unauthenticated'
        ? Math.min(FIRST_LOGIN_MS * 2 ** refusals++, LONGEST_LOGIN_MS)
        : Math.min(firstMs * 2 ** failures++, longestMs),
    reset: () => {
      failures = 0
      refusals = 0
    },
  }
}
