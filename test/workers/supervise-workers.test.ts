import { concat, EMPTY, map, NEVER, type Observable, takeUntil } from 'rxjs'
import { describe, it } from 'vitest'
import { WorkerError } from '../../src/workers/keep-alive.ts'
import { superviseWorkers } from '../../src/workers/supervise-workers.ts'
import type { StartWorker, WorkerReport, WorkerSays } from '../../src/workers/worker-report.ts'
import { marbles } from '../support/marbles.ts'
import {
  DIED,
  DONE,
  dead,
  ended,
  finished,
  lookRequest,
  progress,
  REFUSED,
  recovered,
  says,
  seen,
  starting,
} from './reports.ts'

const SAID: Record<string, WorkerSays> = {
  r: says(progress(0, 1, 1)),
  f: says(finished(0)),
  g: says(finished(1)),
  c: says(recovered(0)),
  d: DONE,
  D: DIED,
  R: REFUSED,
}
const TOLD: Record<string, WorkerReport> = {
  s: starting(0),
  t: starting(1),
  r: { ...progress(0, 1, 1), worker: 0 },
  f: { ...finished(0), worker: 0 },
  g: { ...finished(1), worker: 1 },
  c: { ...recovered(0), worker: 1 },
  h: { ...finished(0), worker: 1 },
  e: ended(0),
  E: ended(1),
  X: dead(500, 1),
  N: dead(null, 1),
}
const REFUSAL = new WorkerError('the storage belongs to another pipeline')

/** What a process says until it is stopped, and then. */
type Life = readonly [until: Observable<WorkerSays>, then: Observable<WorkerSays>]

/** By worker, one process after the other. Its last life is that of all behind it. */
const workers = (...lives: readonly (readonly Life[])[]): StartWorker => {
  const started = lives.map(() => 0)
  return (worker, stop$) => {
    const own = lives[worker]!
    const [until$, end$] = own[Math.min(started[worker]!++, own.length - 1)]!
    return concat(until$.pipe(takeUntil(stop$)), end$)
  }
}

const supervised = (start: StartWorker, stop$: Observable<void> = NEVER, partitionsToFinish: number | null = null) =>
  superviseWorkers(start, { workers: 2, partitionsToFinish, stop$ })

describe('superviseWorkers', () => {
  it(
    'runs all workers until it is stopped, and completes when the last has ended',
    marbles(({ cold, hot, expectObservable }) => {
      const zero: Life = [cold(' -----r------', SAID), cold('-(d|)', SAID)]
      const one: Life = [cold('  ------------', SAID), cold('----(d|)', SAID)]
      const stop$ = hot<void>('  ------a-----')
      const expected = '         (st)-r-e--(E|)'
      expectObservable(supervised(workers([zero], [one]), stop$)).toBe(expected, TOLD)
    }),
  )

  it(
    'tells all to end when every partition was finished by one of them, whoever finished it again',
    marbles(({ cold, expectObservable }) => {
      const zero: Life = [cold(' -----f------', SAID), cold('-(d|)', SAID)]
      const one: Life = [cold('  ------f--g--', SAID), cold('-(d|)', SAID)]
      const expected = '         (st)-fh--g(eE|)'
      expectObservable(supervised(workers([zero], [one]), NEVER, 2)).toBe(expected, TOLD)
    }),
  )

  it(
    'lets the others go on while one is dead, whose successor goes on where it stood',
    marbles(({ cold, hot, expectObservable }) => {
      const zero: Life = [cold(' 503ms ----r-----', SAID), cold('-(d|)', SAID)]
      const dying: Life = [cold('-----(D|)', SAID), EMPTY]
      const next: Life = [cold(' -c--------------', SAID), cold('-(d|)', SAID)]
      const stop$ = hot<void>('  509ms a')
      const expected = '         (st)-X 499ms tcr--(eE|)'
      expectObservable(supervised(workers([zero], [dying, next]), stop$)).toBe(expected, TOLD)
    }),
  )

  it(
    'fails with the first that fails for good, behind the ends of the others',
    marbles(({ cold, expectObservable }) => {
      const zero: Life = [cold('    ------------', SAID), cold('---(d|)', SAID)]
      const refusing: Life = [cold('-----(R|)', SAID), NEVER]
      const expected = '            (st)----(e#)'
      expectObservable(supervised(workers([zero], [refusing]))).toBe(expected, TOLD, REFUSAL)
    }),
  )

  it(
    'waits for them for 10 s at most',
    marbles(({ cold, expectObservable }) => {
      const deaf: Life = [cold('    -----', SAID), NEVER]
      const refusing: Life = [cold('-----(R|)', SAID), NEVER]
      const expected = '            (st)- 10s #'
      expectObservable(supervised(workers([deaf], [refusing]))).toBe(expected, TOLD, REFUSAL)
    }),
  )

  it(
    'passes on to all of them what is asked, and what each of them sees',
    marbles(({ hot, expectObservable }) => {
      const look$ = hot('     --------x--y', { x: lookRequest(1), y: lookRequest(2) })
      const start: StartWorker = (_, __, asked$) => asked$.pipe(map(({ id }) => says(seen(id))))
      const run$ = superviseWorkers(start, { workers: 2, partitionsToFinish: null, stop$: NEVER, look$ })
      const expected = '     (st)----(vw)'
      const values = { ...TOLD, v: { ...seen(1), worker: 0 }, w: { ...seen(1), worker: 1 } }
      expectObservable(run$, '----------!').toBe(expected, values)
    }),
  )

  it(
    'kills all when it is unsubscribed, and begins anew when it is subscribed to again',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [zero$, one$] = [cold('-----', SAID), cold('-----f---', SAID)]
      const run$ = supervised(workers([[zero$, NEVER]], [[one$, NEVER]]), NEVER, 1)
      expectObservable(run$, '---!').toBe('(st)', TOLD)
      expectObservable(run$, '---!').toBe('(st)', TOLD)
      expectSubscriptions(zero$.subscriptions).toBe(['^--!', '^--!'])
      expectSubscriptions(one$.subscriptions).toBe(['^--!', '^--!'])
    }),
  )
})
