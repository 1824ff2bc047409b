import { connect, ignoreElements, last, type MonoTypeOperatorFunction, merge, type Observable, takeUntil } from 'rxjs'

/**
 * Runs something beside a stream, for as long as that lasts.
 *
 *   source  --a----b--|
 *   side    -1--2--3--4       what it emits is nobody's business
 *   out     --a----b--|
 *
 * Completes with the source. An error of either is everybody's: when the side fails, the source is unsubscribed from. Keeps nothing.
 */
export const alongside =
  <T>(side$: Observable<unknown>): MonoTypeOperatorFunction<T> =>
  (source$) =>
    source$.pipe(
      connect((shared$) => {
        const over$ = shared$.pipe(last(null, null))
        return merge(side$.pipe(ignoreElements(), takeUntil(over$)), shared$)
      }),
    )
