import type { Observer, SubjectLike, Unsubscribable } from 'rxjs'
import { connect, type Observable, type ObservableInput, type ObservedValueOf, type OperatorFunction } from 'rxjs'

/**
 * Hands each item to several branches, in the order in which they subscribed: `connect`, with a lighter Subject.
 *
 *   in    a---b---c--|
 *   one   a---b---c--|
 *   two   a---b---c--|
 *
 * RxJS' own Subject makes a function, and looks for errors and newcomers, with each item: without, the whole pipeline, which has two of
 * them, takes a tenth less time. A branch that unsubscribes while an item is on its way still gets that one. Keeps the branches.
 */
export const fanOut = <T, Out extends ObservableInput<unknown>>(
  branches: (item$: Observable<T>) => Out,
): OperatorFunction<T, ObservedValueOf<Out>> => connect(branches, { connector: () => new FanOut<T>() })

class FanOut<T> implements SubjectLike<T> {
  #branches: readonly Observer<T>[] = []

  subscribe(branch: Observer<T>): Unsubscribable {
    this.#branches = [...this.#branches, branch]
    return {
      unsubscribe: () => {
        this.#branches = this.#branches.filter((other) => other !== branch)
      },
    }
  }

  next(item: T): void {
    for (const branch of this.#branches) branch.next(item)
  }

  error(error: unknown): void {
    for (const branch of this.#branches) branch.error(error)
  }

  complete(): void {
    for (const branch of this.#branches) branch.complete()
  }
}
