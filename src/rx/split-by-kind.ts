import { from, Observable, type ObservableInput, type ObservedValueOf, type OperatorFunction, Subscriber } from 'rxjs'

interface Kind {
  readonly kind: string
}

/** The items of these kinds, and no others. */
export type OfKinds<T extends Kind> = <K extends T['kind']>(
  ...kinds: readonly K[]
) => Observable<Extract<T, { readonly kind: K }>>

/**
 * Hands each item to the branches that take its kind, in the order in which they subscribed.
 *
 *   in        e---x---b--|     e event, x rejected, b barrier
 *   of(e,b)   e-------b--|
 *   of(x)     ----x------|
 *
 * RxJS' `connect`, with a look at the kind instead of a `filter` in each branch, and a lighter Subject: its own makes a function, and looks
 * for errors and newcomers, with each item. Completes when all branches have, as they do behind the source; fails with a branch, as they do
 * with the source. An item that no branch takes is an error: a kind has been forgotten. Keeps the branches, also those that have had enough.
 */
export const splitByKind =
  <T extends Kind, Out extends ObservableInput<unknown>>(
    branches: (of: OfKinds<T>) => Out,
  ): OperatorFunction<T, ObservedValueOf<Out>> =>
  (item$) =>
    new Observable((subscriber) => {
      const split = new Split<T>()
      from(branches((...kinds) => split.of(kinds))).subscribe(subscriber)
      subscriber.add(split)
      item$.subscribe(split)
    })

/** A Subscriber itself, so that its source does not wrap it in one: two calls less an item. */
class Split<T extends Kind> extends Subscriber<T> {
  readonly #branches: Subscriber<never>[] = []
  readonly #byKind = new Map<T['kind'], readonly Subscriber<never>[]>()

  of<Some extends T>(kinds: readonly T['kind'][]): Observable<Some> {
    return new Observable((branch) => {
      if (this.closed) {
        branch.complete()
        return
      }
      this.#branches.push(branch)
      for (const kind of new Set(kinds)) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), branch])
    })
  }

  override next(item: T): void {
    const branches = this.#byKind.get(item.kind)
    if (branches === undefined) this.error(new Error(`no branch takes items of kind ${item.kind}`))
    else for (const branch of branches) branch.next(item as never)
  }

  protected override _error(error: unknown): void {
    for (const branch of this.#branches) branch.error(error)
    this.unsubscribe()
  }

  protected override _complete(): void {
    for (const branch of this.#branches) branch.complete()
    this.unsubscribe()
  }
}
