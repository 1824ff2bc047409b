import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  delay,
  EMPTY,
  merge,
  NEVER,
  type Observable,
  ReplaySubject,
  type SchedulerLike,
  Subject,
  take,
  takeUntil,
  tap,
  throwError,
} from 'rxjs'
import type { LookRequest } from '../look/sight.ts'
import { keepAlive } from './keep-alive.ts'
import { tellUnreported } from './tell-unreported.ts'
import type { StartWorker, WorkerReport } from './worker-report.ts'

export interface Supervision {
  readonly workers: number
  /** All are stopped once each of so many partitions was finished by one of them; null: they run until `stop$`. */
  readonly partitionsToFinish: number | null
  /** Commit what there is and complete. Emits once, also to those who come late. */
  readonly stop$: Observable<void>
  /** Passed on to all of them. */
  readonly look$?: Observable<LookRequest>
  /** The machine's clock where absent. */
  readonly scheduler?: SchedulerLike
}

/** How long the others have to commit and end when one has failed for good. */
const LAST_COMMITS_MS = 10_000

/**
 * Runs a number of workers as one run, each kept alive (keep-alive.ts).
 *
 *   worker 0   s----f------e|     s, t starting; f, g finished its partition, the only one of each; e, E ended
 *   worker 1   t-X  t---g--E|     X dead
 *   out       (st)X-tf--g-(eE|)
 *
 * With partitions to finish, tells all to end when the last one is finished: who ended earlier would hand its partitions to others. Completes
 * when all have ended. When one fails for good the others are told to end too; the error comes behind the last, or after 10 s. Keeps
 * the numbers of the finished partitions. Unsubscribing kills all.
 * @throws WorkerError the first one.
 */
export const superviseWorkers = (
  start: StartWorker,
  { workers, partitionsToFinish, stop$, look$ = NEVER, scheduler = asyncScheduler }: Supervision,
): Observable<WorkerReport> =>
  defer(() => {
    const enough$ = new ReplaySubject<void>(1)
    const failed$ = new Subject<void>()
    const finished = new Set<number>()
    let failure: unknown = null
    const stopped$ = merge(stop$, enough$).pipe(take(1))
    const endAll = (error: unknown): Observable<never> => {
      failure ??= error
      failed$.next()
      enough$.next()
      return EMPTY
    }
    const numbers = Array.from({ length: workers }, (_, worker) => worker)
    return concat(
      merge(
        ...numbers.map((worker) => keepAlive(worker, start, stopped$, look$, scheduler).pipe(catchError(endAll))),
      ).pipe(
        tap((report) => {
          if (report.kind !== 'finished') return
          finished.add(report.partition)
          if (finished.size === partitionsToFinish) enough$.next()
        }),
        takeUntil(failed$.pipe(delay(LAST_COMMITS_MS, scheduler))),
        tellUnreported(),
      ),
      defer(() => (failure === null ? EMPTY : throwError(() => failure))),
    )
  })
