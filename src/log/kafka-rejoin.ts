import { type MonoTypeOperatorFunction, retry, throwError, timer } from 'rxjs'
import { type LogError, mayPass } from './event-log.ts'

const FIRST_MS = 200
const MAX_MS = 1_000

/**
 * Subscribes again to a membership that lost the brokers, or that they no longer let in, later each time and at most 1 s apart,
 * `attempts` times at most without a claim in between; tells of each pause. Any other error passes.
 *
 *   in      --a--X   --b--|     X unreachable
 *   out     --a--------b--|
 */
export const rejoin = <T>(
  attempts: number,
  tell: (error: LogError, pauseMs: number) => void = () => {},
): MonoTypeOperatorFunction<T> =>
  retry({
    count: attempts,
    resetOnSuccess: true,
    delay: (error: unknown, attempt) => {
      if (!mayPass(error)) return throwError(() => error)
      const pauseMs = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS)
      tell(error, pauseMs)
      return timer(pauseMs)
    },
  })
