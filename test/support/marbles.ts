import type { OperatorFunction } from 'rxjs'
import { type RunHelpers, TestScheduler } from 'rxjs/testing'
import { expect, it } from 'vitest'

/**
 * A test in virtual time: RxJS' TestScheduler, whose diagrams vitest compares. Use as the body of `it`.
 *
 * Values are compared deeply and strictly, functions by identity: give both sides the same one (`release` of support/events.ts), or
 * call what an output offers before it is compared (`saved` of support/events.ts), or expect `expect.any(Function)`.
 */
export const marbles = (body: (helpers: RunHelpers) => void) => (): void =>
  new TestScheduler((actual, expected) => expect(actual).toStrictEqual(expected)).run(body)

/** The cases that are the same for every operator that ends when its source does and starts nothing by itself. */
export const itFollowsItsSource = <In, Out>(operator: () => OperatorFunction<In, Out>): void => {
  it(
    'completes when its source is empty',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<In>(' |')
      const subs = '            (^!)'
      const expected = '        |'
      expectObservable(source$.pipe(operator())).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'waits as long as its source is silent, and lets go of it when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<In>(' --------')
      const unsub = '           ------! '
      const subs = '            ^-----! '
      const expected = '        --------'
      expectObservable(source$.pipe(operator()), unsub).toBe(expected)
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )

  it(
    'fails with its source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<In>(' --#', undefined, new Error('lost'))
      const subs = '            ^-!'
      const expected = '        --#'
      expectObservable(source$.pipe(operator())).toBe(expected, undefined, new Error('lost'))
      expectSubscriptions(source$.subscriptions).toBe(subs)
    }),
  )
}
