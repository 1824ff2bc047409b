import { take } from 'rxjs'
import { describe, it } from 'vitest'
import { emitEach } from '../../src/rx/emit-each.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const OUTPUTS: Readonly<Record<string, readonly string[]>> = { a: ['1', '2'], b: [], c: ['3'] }
const outputs = emitEach((letter: string) => OUTPUTS[letter]!)

describe('emitEach', () => {
  itFollowsItsSource(() => outputs)

  it(
    'emits what an item leads to, at once and in its order',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a---b----c--|')
      const subs = '        ^-----------!'
      const expected = '    (12)-----3--|'
      expectObservable(source$.pipe(outputs)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'emits no more to who has had enough in the middle of an item, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a---c--|')
      const subs = '        ^!'
      const expected = '    -(1|)'
      expectObservable(source$.pipe(outputs, take(1))).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'fails where an item cannot be told what it leads to, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a---x--a--|')
      const subs = '        ^---!'
      const expected = '    a---#'
      const failing = emitEach((letter: string) => {
        if (letter === 'x') throw 'error'
        return [letter]
      })
      expectObservable(source$.pipe(failing)).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'begins anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('a---c--|')
      const later = '       --^    '
      const expected = '    (12)3--|'
      const expectedLater = '--(12)3--|'
      const both$ = source$.pipe(outputs)
      expectObservable(both$).toBe(expected)
      expectObservable(both$, later).toBe(expectedLater)
    }),
  )
})
