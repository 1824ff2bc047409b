import { last, map, merge, NEVER, type Observable, takeUntil } from 'rxjs'
import { describe, it } from 'vitest'
import { keepAlive, WorkerError } from '../../src/workers/keep-alive.ts'
import type { StartWorker, WorkerReport, WorkerSays } from '../../src/workers/worker-report.ts'
import { marbles } from '../support/marbles.ts'
import {
  DIED,
  DONE,
  dead,
  ended,
  lookRequest,
  progress,
  REFUSED,
  RUNNING,
  recovered,
  running,
  says,
  seen,
  starting,
} from './reports.ts'

const SAID: Record<string, WorkerSays> = {
  u: RUNNING,
  r: says(progress(0, 1, 1)),
  d: DONE,
  D: DIED,
  R: REFUSED,
  c: says(recovered(0, [70])),
  w: { kind: 'waiting', message: 'no broker', pauseMs: 500 },
  l: { kind: 'wrote', line: 'FATAL ERROR' },
}
const TOLD: Record<string, WorkerReport> = {
  s: starting(),
  u: running(),
  r: { ...progress(0, 1, 1), worker: 0 },
  e: ended(),
  N: dead(null),
  c: { ...recovered(0, [70]), worker: 0 },
  A: dead(500),
  B: dead(1_000),
  C: dead(2_000),
  D: dead(4_000),
  E: dead(8_000),
  w: { kind: 'waiting', message: 'no broker', pauseMs: 500, worker: 0 },
  l: { kind: 'wrote', line: 'FATAL ERROR', worker: 0 },
}
const TOO_OFTEN = new WorkerError(
  'worker 0 died 6 times within 5 minutes, and is not started again. The last time it was killed by SIGKILL. What was committed is ' +
    'safe, and the next run goes on from there. The log above says more; a process that is killed though nobody kills it often has run ' +
    'out of memory: fewer --workers need less',
)

/** One process after the other; the last life is that of all that come behind it. Each listens to `stop$`. */
const processes = (...lives: readonly Observable<WorkerSays>[]) => {
  let started = 0
  return (_: number, stop$: Observable<void>) => {
    stop$.subscribe()
    return lives[Math.min(started++, lives.length - 1)]!
  }
}

describe('keepAlive', () => {
  it(
    'starts again who dies, after a pause, and completes with the one that ends as it was told to',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const first$ = cold('  -ur(D|)             ', SAID)
      const second$ = cold(' -u-(d|)             ', SAID)
      const stop$ = hot<void>('505ms a')
      const expected = '      surA 499ms su-(e|)'
      expectObservable(keepAlive(0, processes(first$, second$), stop$)).toBe(expected, TOLD)
      expectSubscriptions(first$.subscriptions).toBe(' ^--!')
      expectSubscriptions(second$.subscriptions).toBe('503ms ^--!')
    }),
  )

  it(
    'waits twice as long each time, five times, then fails and says what to do',
    marbles(({ cold, expectObservable }) => {
      const dying$ = cold('-(D|)', SAID)
      const expected = 'sA 499ms sB 999ms sC 1999ms sD 3999ms sE 7999ms s(N#)'
      expectObservable(keepAlive(0, processes(dying$), NEVER)).toBe(expected, TOLD, TOO_OFTEN)
    }),
  )

  it(
    'forgets deaths that are five minutes ago, so it starts one that rarely dies again for ever',
    marbles(({ cold, expectObservable }) => {
      const rarelyDying$ = cold('5m (D|)', SAID)
      const expected = 's 299999ms A 499ms '.repeat(10)
      const unsub = `${10 * 300_500 - 100}ms !`
      expectObservable(keepAlive(0, processes(rarelyDying$), NEVER), unsub).toBe(expected, TOLD)
    }),
  )

  it(
    'counts afresh when a record was condemned: the deaths before were not in vain (R7)',
    marbles(({ cold, expectObservable }) => {
      const dying$ = cold(' -(D|) ', SAID)
      const condemning$ = cold('-c(D|)', SAID)
      const lives = processes(dying$, dying$, dying$, condemning$, condemning$)
      const expected = 'sA 499ms sB 999ms sC 1999ms scA 499ms scB'
      expectObservable(keepAlive(0, lives, NEVER), '4100ms !').toBe(expected, TOLD)
    }),
  )

  it(
    'fails at once with what another process would refuse too',
    marbles(({ cold, hot, expectObservable }) => {
      const refusing$ = cold('  -u(R|)', SAID)
      const expected = '        su#'
      const error = new WorkerError('the storage belongs to another pipeline')
      expectObservable(keepAlive(0, processes(refusing$), NEVER)).toBe(expected, TOLD, error)
      expectObservable(keepAlive(0, processes(refusing$), hot('-a'))).toBe(expected, TOLD, error)
    }),
  )

  it(
    'starts nobody again once it is stopped: neither in the pause',
    marbles(({ cold, hot, expectObservable }) => {
      const dying$ = cold('     -(D|)  ', SAID)
      const stop$ = hot<void>(' 200ms a')
      const expected = '        sA 198ms |'
      expectObservable(keepAlive(0, processes(dying$), stop$)).toBe(expected, TOLD)
    }),
  )

  it(
    'nor one that dies of being stopped, which is no failure',
    marbles(({ cold, hot, expectObservable }) => {
      const dying$ = cold('     -u--(D|)', SAID)
      const stop$ = hot<void>(' --a     ')
      const expected = '        su--(N|)'
      expectObservable(keepAlive(0, processes(dying$), stop$)).toBe(expected, TOLD)
    }),
  )

  it(
    'takes one that ends though nobody told it to for dead',
    marbles(({ cold, expectObservable }) => {
      const ending$ = cold('-(d|)', SAID)
      const how = 'ended though nobody had told it to'
      expectObservable(keepAlive(0, processes(ending$), NEVER), '--!').toBe('sX', { ...TOLD, X: dead(500, 0, how) })
    }),
  )

  it(
    'passes on, with its number, what a process waits for and what it wrote',
    marbles(({ cold, expectObservable }) => {
      const process$ = cold('-wl', SAID)
      expectObservable(keepAlive(0, processes(process$), NEVER), '---!').toBe('swl', TOLD)
    }),
  )

  it(
    'asks whichever process there is, and passes on what that sees; nobody is asked later',
    marbles(({ cold, hot, expectObservable }) => {
      const requests = { x: lookRequest(1), y: lookRequest(2), z: lookRequest(3) }
      const look$ = hot('     --x 200ms y 399ms z', requests)
      const [dying$, living$] = [cold('-u--(D|)', SAID), cold<WorkerSays>('-u--', SAID)]
      let started = 0
      const start: StartWorker = (_, __, asked$) => {
        const life$ = started++ === 0 ? dying$ : living$
        const answer$ = asked$.pipe(map(({ id }) => says(seen(id))))
        return merge(life$, answer$.pipe(takeUntil(life$.pipe(last(null, null)))))
      }
      const expected = '      sux-A 499ms su 97ms z'
      const values = { ...TOLD, x: { ...seen(1), worker: 0 }, z: { ...seen(3), worker: 0 } }
      expectObservable(keepAlive(0, start, NEVER, look$), '700ms !').toBe(expected, values)
    }),
  )

  it(
    'kills the process when it is unsubscribed, and counts afresh when it is subscribed to again',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dying$ = cold('     -(D|)', SAID)
      const silent$ = cold<WorkerSays>('-')
      const kept$ = keepAlive(0, processes(silent$, dying$), NEVER)
      expectObservable(kept$, ' --!  ').toBe('s', TOLD)
      expectObservable(kept$, ' --!  ').toBe('sA', TOLD)
      expectSubscriptions(silent$.subscriptions).toBe('^-!')
    }),
  )
})
