import { take } from 'rxjs'
import { describe, it } from 'vitest'
import { mapSome } from '../../src/rx/map-some.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const loud = mapSome((letter: string) => (letter === 'b' ? null : letter.toUpperCase()))

describe('mapSome', () => {
  itFollowsItsSource(() => loud)

  it(
    'maps each item, and leaves out what leads to null',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--b--c--|')
      const subs = '        ^--------!'
      const expected = '    A-----C--|'
      expectObservable(source$.pipe(loud)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'leaves out null alone: what is 0, empty or undefined goes on',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<unknown>('a--b--c--d--|', { a: 0, b: '', c: undefined, d: null })
      const expected = '             a--b--c-----|'
      expectObservable(source$.pipe(mapSome((value) => value))).toBe(expected, { a: 0, b: '', c: undefined })
    }),
  )

  it(
    'lets go of the source when nobody wants more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('b--a--c--|')
      const subs = '        ^--!'
      const expected = '    ---(A|)'
      expectObservable(source$.pipe(loud, take(1))).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'fails with the projection, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--x--a--|')
      const subs = '        ^--!'
      const expected = '    a--#'
      const failing = mapSome((letter: string) => {
        if (letter === 'x') throw 'error'
        return letter
      })
      expectObservable(source$.pipe(failing)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'begins anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('a--c--|')
      const later = '       --^    '
      const expected = '    A--C--|'
      const expectedLater = '--A--C--|'
      const both$ = source$.pipe(loud)
      expectObservable(both$).toBe(expected)
      expectObservable(both$, later).toBe(expectedLater)
    }),
  )
})
