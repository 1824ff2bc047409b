import {
  connect,
  type Observable,
  type ObservableInput,
  type ObservedValueOf,
  type Observer,
  type OperatorFunction,
  type SubjectLike,
  Subscriber,
  type Unsubscribable,
} from 'rxjs'

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

/** A Subscriber itself, so that its source does not wrap it in one: two calls less an item. */
class FanOut<T> extends Subscriber<T> implements SubjectLike<T> {
  #branches: readonly Observer<T>[] = []

  subscribe(branch: Observer<T>): Unsubscribable {
    this.#branches = [...this.#branches, branch]
    return {
      unsubscribe: () => {
        this.#branches = this.#branches.filter((other) => other !== branch)
      },
    }
  }

  override next(item: T): void {
    for (const branch of this.#branches) branch.next(item)
  }

  override error(error: unknown): void {
    for (const branch of this.#branches) branch.error(error)
  }

  override complete(): void {
    for (const branch of this.#branches) branch.complete()
  }
}
