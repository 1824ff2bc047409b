import { filter, map, merge, type Observable, take } from 'rxjs'
import { describe, it } from 'vitest'
import { fanOut } from '../src/fan-out.ts'
import { itFollowsItsSource, marbles } from './support/marbles.ts'

const loud = map((letter: string) => letter.toUpperCase())

describe('fanOut', () => {
  itFollowsItsSource(() => fanOut((item$: Observable<string>) => merge(item$, item$.pipe(loud))))

  it(
    'hands each item to the branches in their order, and subscribes to the source once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-----b-----|')
      const subs = '        ^-----------!'
      const expected = '    (aA)--(bB)--|'
      expectObservable(source$.pipe(fanOut((item$) => merge(item$, item$.pipe(loud))))).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'goes on with the others when a branch has had enough, within the same item too',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('a-----b---|')
      const expected = '    (aA)--B---|'
      expectObservable(source$.pipe(fanOut((item$) => merge(item$.pipe(take(1)), item$.pipe(loud))))).toBe(expected)
    }),
  )

  it(
    'fails with a branch, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--x---')
      const subs = '        ^--!'
      const expected = '    a--#'
      const failing = (letter: string) => {
        if (letter === 'x') throw 'error'
        return letter
      }
      const branches = fanOut((item$: Observable<string>) =>
        merge(item$.pipe(map(failing)), item$.pipe(filter((letter) => letter === 'none'))),
      )
      expectObservable(source$.pipe(branches)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'begins anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('a-----|')
      const later = '       --^    '
      const expected = '    (aA)--|'
      const expectedLater = '--(aA)--|'
      const both$ = source$.pipe(fanOut((item$) => merge(item$, item$.pipe(loud))))
      expectObservable(both$).toBe(expected)
      expectObservable(both$, later).toBe(expectedLater)
    }),
  )
})
