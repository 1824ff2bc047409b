import {
  asyncScheduler,
  catchError,
  defer,
  EMPTY,
  from,
  type Observable,
  repeat,
  type SchedulerLike,
  timer,
} from 'rxjs'

const EVERY_MS = 2_000

/** Bytes that are free for us where a path lies. */
export type FreeBytes = (path: string) => Promise<number>

/** How much room there is, looked at every 2 s, for ever; a path that is not there yet says nothing. */
export const watchRoom = (
  freeBytes: FreeBytes,
  path: string,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<number> =>
  defer(() => from(freeBytes(path))).pipe(
    catchError(() => EMPTY),
    repeat({ delay: () => timer(EVERY_MS, scheduler) }),
  )
