import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  mergeMap,
  NEVER,
  type Observable,
  type ObservableInput,
  of,
  repeat,
  type SchedulerLike,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs'
import type { LookRequest, Seen } from '../look/sight.ts'
import type { PartitionReport } from '../run-partition.ts'
import { type Deaths, pauseAfter, tooManyDeaths, withDeath } from './deaths.ts'
import type { StartWorker, WorkerReport, WorkerSays } from './worker-report.ts'

/** The run in workers failed for good: the message is for its user. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
}

/**
 * One worker, one process after the other: who dies is started again after a pause (deaths.ts).
 *
 *   process 1   -ur(D|)              u running, r report, D died
 *   process 2                -u-(d|) d done, as stop$ had told it
 *   out         surX 499ms   su-(e|) s starting, X dead: there is a pause of 500 ms, e ended
 *
 * Completes when a process has ended as it was told to. Who dies when it was told to is not started again: the next run reads again what it
 * had not committed. A record condemned (R7) is worth the deaths that it took, so they count no more. Keeps the times of the last deaths.
 * @throws WorkerError where a process refuses to go on, or too many died.
 */
export const keepAlive = (
  worker: number,
  start: StartWorker,
  stop$: Observable<void>,
  look$: Observable<LookRequest> = NEVER,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<WorkerReport> =>
  defer(() => {
    let deaths: Deaths = []
    let pauseMs: number | null = null
    let isStopped = false
    const stopped$ = stop$.pipe(
      tap(() => {
        isStopped = true
      }),
    )
    const isNews = condemnedSoFar()

    const died = (how: string): ObservableInput<WorkerReport> => {
      deaths = withDeath(deaths, scheduler.now())
      pauseMs = isStopped ? null : pauseAfter(deaths)
      const dead: WorkerReport = { kind: 'worker', worker, state: 'dead', how, pauseMs }
      if (isStopped || pauseMs !== null) return of(dead)
      return concat(
        of(dead),
        throwError(() => new WorkerError(tooManyDeaths(worker, deaths, how))),
      )
    }
    const heard = (said: WorkerSays): ObservableInput<WorkerReport> => {
      switch (said.kind) {
        case 'running':
          return [{ kind: 'worker', worker, state: 'running', pid: said.pid }]
        case 'reports':
          if (said.reports.some(isNews)) deaths = []
          return said.reports.map((report) => ({ ...report, worker }))
        case 'waiting':
        case 'wrote':
          return [{ ...said, worker }]
        case 'refused':
          return throwError(() => new WorkerError(said.message))
        case 'done':
          return isStopped ? [{ kind: 'worker', worker, state: 'ended' }] : died('ended though nobody had told it to')
        case 'died':
          return died(said.how)
      }
    }
    const process$ = defer(() => {
      pauseMs = null
      const starting: WorkerReport = { kind: 'worker', worker, state: 'starting' }
      return concat(of(starting), start(worker, stopped$, look$).pipe(mergeMap(heard)))
    })
    const again = () => (pauseMs === null ? EMPTY : timer(pauseMs, scheduler).pipe(takeUntil(stopped$)))
    return process$.pipe(repeat({ delay: again }))
  })

/** Whether a report is the first to say of a record that it is condemned. Keeps those of the last taking of each partition. */
const condemnedSoFar = () => {
  const known = new Map<number, readonly number[]>()
  return (report: PartitionReport | Seen): boolean => {
    if (report.kind !== 'recovered') return false
    const before = known.get(report.partition) ?? []
    known.set(report.partition, report.condemned)
    return report.condemned.some((offset) => !before.includes(offset))
  }
}
