import { defer, type MonoTypeOperatorFunction, retry, tap, throwError, timer } from 'rxjs'
import { type LogError, mayPass } from './event-log.ts'
import { pauses } from './pauses.ts'

const FIRST_MS = 200
const MAX_MS = 1_000

/**
 * Subscribes again to a membership that lost the brokers, later each time and at most 1 s apart, or that they no longer let in, then at
 * most 5 minutes apart (pauses.ts); `attempts` times at most without a claim in between; tells of each pause. Any other error passes.
 *
 *   in      --a--X   --b--|     X unreachable
 *   out     --a--------b--|
 */
export const rejoin =
  <T>(attempts: number, tell: (error: LogError, pauseMs: number) => void = () => {}): MonoTypeOperatorFunction<T> =>
  (source$) =>
    defer(() => {
      const { behind, reset } = pauses(FIRST_MS, MAX_MS)
      return source$.pipe(
        tap(reset),
        retry({
          count: attempts,
          resetOnSuccess: true,
          delay: (error: unknown) => {
            if (!mayPass(error)) return throwError(() => error)
            const pauseMs = behind(error)
            tell(error, pauseMs)
            return timer(pauseMs)
          },
        }),
      )
    })
