import { type MonoTypeOperatorFunction, retry, throwError, timer } from 'rxjs'
import { LogError } from './event-log.ts'

const FIRST_MS = 200
const MAX_MS = 1_000

/**
 * Subscribes again to a membership that lost the brokers, later each time and at most 1 s apart, `attempts` times at most
 * without a claim in between. Any other error passes.
 *
 *   in      --a--X   --b--|     X unreachable
 *   out     --a--------b--|
 */
export const rejoin = <T>(attempts: number): MonoTypeOperatorFunction<T> =>
  retry({
    count: attempts,
    resetOnSuccess: true,
    delay: (error: unknown, attempt) =>
      error instanceof LogError && error.reason === 'unreachable'
        ? timer(Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS))
        : throwError(() => error),
  })
