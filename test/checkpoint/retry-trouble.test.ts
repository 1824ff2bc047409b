import { NEVER, type Observable, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { retryTrouble } from '../../src/checkpoint/retry-trouble.ts'
import { LogError } from '../../src/log/event-log.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const TROUBLE = new Error('the disk is full')

/** Takes TROUBLE for trouble, and `p` for progress; the pauses that it told of. */
const retrying = (stop$: Observable<void> = NEVER) => {
  const pauses: number[] = []
  const tell = (error: unknown, pauseMs: number) => {
    if (error !== TROUBLE) return false
    pauses.push(pauseMs)
    return true
  }
  return { pauses, operator: retryTrouble<string>({ stop$ }, tell, (value) => value === 'p') }
}

describe('retryTrouble', () => {
  itFollowsItsSource(() => retrying().operator)

  it(
    'subscribes again after pauses that double up to 10 s (R8, R9)',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { operator, pauses } = retrying()
      const source$ = cold<string>('a#', undefined, TROUBLE)
      const subs = ['^!', '501ms ^!', '1502ms ^!', '3503ms ^!', '7504ms ^!', '15505ms ^!', '25506ms ^!']
      const expected = 'a 500ms a 1000ms a 2000ms a 4000ms a 8000ms a 10000ms a'
      expectObservable(source$.pipe(operator), '30s !').toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
      flush()
      expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    }),
  )

  it(
    'waits for minutes behind a login that is refused, which would lock the account',
    marbles(({ expectObservable, flush }) => {
      const pauses: number[] = []
      const refused$ = throwError(() => new LogError('unauthenticated', 'not let in'))
      const operator = retryTrouble<string>({ stop$: NEVER }, (_, pauseMs) => pauses.push(pauseMs) > 0)
      expectObservable(refused$.pipe(operator), '1000s !').toBe('-')
      flush()
      expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
    }),
  )

  it(
    'begins with the shortest pause again behind progress',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, pauses } = retrying()
      expectObservable(cold<string>('p#', undefined, TROUBLE).pipe(operator), '1200ms !').toBe('p 500ms p 500ms p')
      flush()
      expect(pauses).toEqual([500, 500, 500])
    }),
  )

  it(
    'begins with the shortest pause for each subscriber',
    marbles(({ cold, expectObservable, flush }) => {
      const { operator, pauses } = retrying()
      const retried$ = cold<string>('a#', undefined, TROUBLE).pipe(operator)
      for (let n = 0; n < 2; n++) expectObservable(retried$, '600ms !').toBe('a 500ms a')
      flush()
      expect(pauses).toEqual([500, 500, 1_000, 1_000])
    }),
  )

  it(
    'fails with the trouble when it is stopped while it waits',
    marbles(({ cold, hot, expectObservable }) => {
      const source$ = cold<string>('a-#', undefined, TROUBLE)
      const stop$ = hot<void>('      -----s', { s: undefined })
      const expected = '             a----#'
      expectObservable(source$.pipe(retrying(stop$).operator), '700ms !').toBe(expected, undefined, TROUBLE)
    }),
  )
})
