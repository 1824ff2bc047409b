import { concat, delay, endWith, from, ignoreElements, map, merge, type Observable, take, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { splitByKind } from '../../src/rx/split-by-kind.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

type Letter = { readonly kind: 'a' } | { readonly kind: 'b' } | { readonly kind: 'x' }
const input = { a: { kind: 'a' }, b: { kind: 'b' }, x: { kind: 'x' } } as const satisfies Record<string, Letter>
const small = map(({ kind }: Letter) => kind)
const loud = map(({ kind }: Letter) => kind.toUpperCase())

describe('splitByKind', () => {
  itFollowsItsSource(() => splitByKind<Letter, Observable<Letter>>((of) => merge(of('a', 'b', 'x'), of('a'))))

  it(
    'hands each item to the branches that take its kind, and subscribes to the source once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<Letter>('a-----b---a---|', input)
      const subs = '                ^-------------!'
      const expected = '            (aA)--b---(aA)|'
      const split = splitByKind((of) => merge(of('a', 'b').pipe(small), of('a').pipe(loud)))
      expectObservable(source$.pipe(split)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'fails with an item that no branch takes, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<Letter>('a--x--a--|', input)
      const subs = '                ^--!'
      const expected = '            a--#'
      const error = new Error('no branch takes items of kind x')
      expectObservable(source$.pipe(splitByKind((of) => of('a').pipe(small)))).toBe(expected, undefined, error)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'has ended for a branch that subscribes behind its source',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a-|     ', input)
      const expected = '            -----(a|)'
      const split = splitByKind((of) => concat(of('a').pipe(delay(5)), of('a')).pipe(small))
      expectObservable(source$.pipe(split)).toBe(expected)
    }),
  )

  it('reads no further when its branches have had enough, though the source emits all at once', () => {
    let read = 0
    const source$ = from<readonly Letter[]>([input.a, input.b, input.a]).pipe(tap(() => read++))
    source$.pipe(splitByKind((of) => merge(of('a').pipe(take(1)), of('b').pipe(take(1))))).subscribe()
    expect(read).toBe(2)
  })

  it(
    'hands an item once to a branch that names its kind twice',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a--|', input)
      const expected = '            a--|'
      expectObservable(source$.pipe(splitByKind((of) => of('a', 'a').pipe(small)))).toBe(expected)
    }),
  )

  it(
    'keeps the order in which the branches subscribed, of each kind',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a-----b---|', input)
      const expected = '            (Aa)--(bB)|'
      const split = splitByKind((of) => merge(of('a').pipe(loud), of('b', 'a').pipe(small), of('b').pipe(loud)))
      expectObservable(source$.pipe(split)).toBe(expected)
    }),
  )

  it(
    'ends the branches in that order, too',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a---|', input)
      const expected = '            ----(12|)'
      const endingWith = (n: number) => (branch$: Observable<Letter>) => branch$.pipe(ignoreElements(), endWith(n))
      const split = splitByKind((of) => merge(of('b').pipe(endingWith(1)), of('a').pipe(endingWith(2))))
      expectObservable(source$.pipe(split)).toBe(expected, { 1: 1, 2: 2 })
    }),
  )

  it(
    'goes on with the others when a branch has had enough, within the same item too',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a-----a---|', input)
      const expected = '            (aA)--A---|'
      expectObservable(source$.pipe(splitByKind((of) => merge(of('a').pipe(take(1), small), of('a').pipe(loud))))).toBe(
        expected,
      )
    }),
  )

  it(
    'fails with a branch, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<Letter>('a--x---', input)
      const subs = '                ^--!'
      const expected = '            a--#'
      const failing = map(() => {
        throw 'error'
      })
      expectObservable(
        source$.pipe(splitByKind((of) => merge(of('a').pipe(small), of('x').pipe(failing), of('b').pipe(small)))),
      ).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'begins anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold<Letter>('a-----|', input)
      const later = '               --^    '
      const expected = '            (aA)--|'
      const expectedLater = '       --(aA)--|'
      const both$ = source$.pipe(splitByKind((of) => merge(of('a').pipe(small), of('a').pipe(loud))))
      expectObservable(both$).toBe(expected)
      expectObservable(both$, later).toBe(expectedLater)
    }),
  )

  it(
    'ends when its branches have had enough, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<Letter>('a--b--a--', input)
      const subs = '                ^--!'
      const expected = '            a--(b|)'
      const split = splitByKind((of) => merge(of('a').pipe(take(1), small), of('b').pipe(take(1), small)))
      expectObservable(source$.pipe(split)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )
})
