import { from, NEVER, of, throwError } from 'rxjs'
import { describe, it } from 'vitest'
import { alongside } from '../src/alongside.ts'
import { itFollowsItsSource, marbles } from './support/marbles.ts'

describe('alongside', () => {
  itFollowsItsSource(() => alongside(NEVER))

  it(
    'runs the side for as long as the source lasts, and emits nothing of it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a----b--|')
      const side$ = cold('  -1--2--3--4')
      const subs = '        ^---------!'
      const expected = '    --a----b--|'
      expectObservable(source$.pipe(alongside(side$))).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
      expectSubscriptions(side$.subscriptions).toBe(subs)
    }),
  )

  it(
    'goes on without a side that completes first',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('--a----b--|')
      const expected = '    --a----b--|'
      expectObservable(source$.pipe(alongside(cold('-1-|')))).toBe(expected)
      expectObservable(source$.pipe(alongside(of(1)))).toBe(expected)
    }),
  )

  it(
    'fails with the side, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a----b--|')
      const side$ = cold('  ----#', undefined, new Error('stuck'))
      const subs = '        ^---!'
      const expected = '    --a-#'
      expectObservable(source$.pipe(alongside(side$))).toBe(expected, undefined, new Error('stuck'))
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of the side when the source fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a-#', undefined, new Error('lost'))
      const side$ = cold('  -1--2--3--4')
      const expected = '    --a-#'
      expectObservable(source$.pipe(alongside(side$))).toBe(expected, undefined, new Error('lost'))
      expectSubscriptions(side$.subscriptions).toBe('^---!')
    }),
  )

  it(
    'lets go of both when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a----b--|')
      const side$ = cold('  -1--2--3--4')
      const subs = '        ^----!     '
      expectObservable(source$.pipe(alongside(side$)), subs).toBe('--a---')
      expectSubscriptions(source$.subscriptions).toBe(subs)
      expectSubscriptions(side$.subscriptions).toBe(subs)
    }),
  )

  it(
    'passes on all of a source that is over at once, and lets go of the side',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const side$ = cold('-1--2')
      expectObservable(from(['a', 'b']).pipe(alongside(side$))).toBe('(ab|)')
      expectSubscriptions(side$.subscriptions).toBe('(^!)')
    }),
  )

  it(
    'emits nothing where the side fails at once',
    marbles(({ expectObservable }) => {
      const failing$ = throwError(() => new Error('stuck'))
      expectObservable(from(['a', 'b']).pipe(alongside(failing$))).toBe('#', undefined, new Error('stuck'))
    }),
  )

  it(
    'begins both anew for a second subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const side$ = cold('    -1--2--3--4')
      const both$ = cold('    --a--|').pipe(alongside(side$))
      expectObservable(both$).toBe('--a--|')
      expectObservable(both$, '---^').toBe('-----a--|')
      expectSubscriptions(side$.subscriptions).toBe(['^----!', '---^----!'])
    }),
  )
})
