import { asyncScheduler, interval, map, type Observable, pairwise, type SchedulerLike, startWith, tap } from 'rxjs'
import type { LiveSource } from '../live/live-source.ts'
import type { Problem } from '../live/status-view.ts'

const EVERY_MS = 500

/**
 * Says in the program's log what is wrong though no report says it (log-report.ts): what only looking finds, once as it begins and once as
 * it is over.
 *
 *   problems   -   r   r s   s   -      r little room, s the log is silent
 *   log        -   W   W     I   I      W a warning, I that it is over
 *
 * Looks twice a second, for ever. Keeps the problems of the last look.
 */
export const logProblems = (
  live: Pick<LiveSource, 'status'>,
  logger: Record<'warn' | 'info', (detail: object, text: string) => void>,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<unknown> =>
  interval(EVERY_MS, scheduler).pipe(
    map(() => live.status().problems.filter(isFoundByLooking)),
    startWith([]),
    pairwise(),
    tap(([before, now]) => {
      for (const problem of without(now, before)) logger.warn(detailOf(problem), problem.message)
      for (const problem of without(before, now)) logger.info(detailOf(problem), `over: ${problem.message}`)
    }),
  )

/** The log as a whole, where a partition that waits for it has said so itself. */
const isFoundByLooking = ({ kind, partition }: Problem): boolean =>
  kind === 'room' || kind === 'standstill' || (kind === 'log' && partition === null)

const without = (some: readonly Problem[], others: readonly Problem[]): readonly Problem[] =>
  some.filter((one) => !others.some((other) => other.kind === one.kind && other.partition === one.partition))

const detailOf = ({ kind, partition }: Problem) => ({ problem: kind, ...(partition !== null && { partition }) })
