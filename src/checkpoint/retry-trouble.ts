import {
  asyncScheduler,
  defer,
  type MonoTypeOperatorFunction,
  map,
  merge,
  type Observable,
  retry,
  type SchedulerLike,
  tap,
  timer,
} from 'rxjs'
import { pauses } from '../log/pauses.ts'
import type { InvalidRecords } from './invalid-records.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/**
 * The log or the disk failed in a way that may pass by itself, or too many records are no events: it is tried again after a pause (R8, R9).
 */
export interface Retrying {
  readonly kind: 'retrying'
  readonly partition: number
  readonly trouble: Trouble
  /** What is wrong, and what to do about it. */
  readonly message: string
  readonly pauseMs: number
  /** Of `invalid` records. */
  readonly seen?: InvalidRecords
}

/** `log`: it cannot be reached; `fenced`: another process took the partition, which is still ours; `disk`; `invalid`: records. */
export type Trouble = 'log' | 'fenced' | 'disk' | 'invalid'

/** What waiting depends on. */
export interface Waiting {
  /** Ends the waiting: the trouble is then the error of the whole. */
  readonly stop$: Observable<void>
  /** The machine's clock where absent. */
  readonly scheduler?: SchedulerLike | undefined
}

/**
 * Subscribes again to what failed of trouble, after pauses that double from 0.5 s to 10 s, or from 30 s to 5 minutes where the log does not let us in.
 *
 *   in       --a--X                     X trouble
 *   in again         r    --b--X        r told of: the pause begins
 *   in again                      r        ---c--|
 *   out      --a------------b-----------------c--|
 *
 * `tell` says whether an error is trouble, and tells whoever watches of the pause; any other error passes. Stopped while it waits, the
 * trouble passes too. A value that is `progress` makes the next pause the shortest one again. Keeps two numbers.
 */
export const retryTrouble =
  <T>(
    { stop$, scheduler = asyncScheduler }: Waiting,
    tell: (error: unknown, pauseMs: number) => boolean,
    isProgress: (value: T) => boolean = () => false,
  ): MonoTypeOperatorFunction<T> =>
  (source$) =>
    defer(() => {
      const { behind, reset } = pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
      const delay = (error: unknown): Observable<unknown> => {
        const pauseMs = behind(error)
        if (!tell(error, pauseMs)) throw error
        const stopped$ = stop$.pipe(
          map(() => {
            throw error
          }),
        )
        return merge(timer(pauseMs, scheduler), stopped$)
      }
      return source$.pipe(
        tap((value) => {
          if (isProgress(value)) reset()
        }),
        retry({ delay }),
      )
    })
