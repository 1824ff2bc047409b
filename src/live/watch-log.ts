import {
  asyncScheduler,
  catchError,
  connect,
  defer,
  from,
  map,
  merge,
  type Observable,
  of,
  repeat,
  type SchedulerLike,
  takeUntil,
  timer,
} from 'rxjs'
import type { PartitionBounds, Topics } from '../log/event-log.ts'
import { pauses } from '../log/pauses.ts'

/** What the log said when it was asked where its partitions end; or that it did not say it. */
export type LogLook =
  | { readonly kind: 'ends'; readonly endOffsets: ReadonlyMap<number, number> }
  | { readonly kind: 'silent'; readonly message: string }

const EVERY_MS = 1_000
/** An answer that takes longer is none, until it comes. With a second before it and one until it is shown, trouble is told within 5 s. */
const PATIENCE_MS = 1_500

/**
 * Asks the log where the topic's partitions end, a second behind each answer, for ever; behind a login that is refused 30 s to 5 minutes.
 *
 *   asked   ?    ?        ?              each answered after 0, 0, never
 *   out     a----b-----------s           a, b ends; s silent, 1.5 s behind the question
 *
 * One question at a time: a log that is down or slow is not asked more. Keeps its pause.
 */
export const watchLog = (
  log: Pick<Topics, 'bounds'>,
  topic: string,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<LogLook> =>
  defer(() => {
    const { behind, reset } = pauses(EVERY_MS, EVERY_MS)
    let pauseMs = EVERY_MS
    return defer(() => from(log.bounds(topic))).pipe(
      map((bounds) => {
        reset()
        pauseMs = EVERY_MS
        return ends(bounds ?? [])
      }),
      catchError((error: unknown) => {
        pauseMs = behind(error)
        return of(silent(messageOf(error)))
      }),
      connect((answer$) =>
        merge(
          answer$,
          timer(PATIENCE_MS, scheduler).pipe(
            map(() => SLOW),
            takeUntil(answer$),
          ),
        ),
      ),
      repeat({ delay: () => timer(pauseMs, scheduler) }),
    )
  })

const ends = (bounds: readonly PartitionBounds[]): LogLook => ({
  kind: 'ends',
  endOffsets: new Map(bounds.map(({ partition, endOffset }) => [partition, endOffset])),
})

const silent = (message: string): LogLook => ({ kind: 'silent', message })

const SLOW = silent(`it has not answered for ${PATIENCE_MS / 1_000} s`)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
