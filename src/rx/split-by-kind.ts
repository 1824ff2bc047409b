import { from, Observable, type ObservableInput, type ObservedValueOf, type OperatorFunction, Subscriber } from 'rxjs'

interface Kind {
  readonly kind: string
}

/** The items of these kinds, and no others. */
export type OfKinds<T extends Kind> = <K extends T['kind']>(
  ...kinds: readonly K[]
) => Observable<Extract<T, { readonly kind: K }>>

/**
 * Hands each item to the branches that take its kind, in the order in which they subscribed; an item that none takes is left out.
 *
 *   in        e---x---b--|     e event, x rejected, b barrier
 *   of(e,b)   e-------b--|
 *   of(x)     ----x------|
 *
 * RxJS' `connect`, with a look at the kind instead of a `filter` in each branch, and a lighter Subject: its own makes a function, and looks
 * for errors and newcomers, with each item. Keeps the branches, also those that have had enough.
 */
export const splitByKind =
  <T extends Kind, Out extends ObservableInput<unknown>>(
    branches: (of: OfKinds<T>) => Out,
  ): OperatorFunction<T, ObservedValueOf<Out>> =>
  (item$) =>
    new Observable((subscriber) => {
      const split = new Split<T>()
      subscriber.add(from(branches((...kinds) => split.of(kinds))).subscribe(subscriber))
      subscriber.add(item$.subscribe(split))
    })

/** A Subscriber itself, so that its source does not wrap it in one: two calls less an item. */
class Split<T extends Kind> extends Subscriber<T> {
  readonly #branches: Subscriber<never>[] = []
  readonly #byKind = new Map<T['kind'], Subscriber<never>[]>()

  of<Some extends T>(kinds: readonly T['kind'][]): Observable<Some> {
    return new Observable((branch) => {
      this.#branches.push(branch)
      for (const kind of kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? NONE), branch])
    })
  }

  override next(item: T): void {
    for (const branch of this.#byKind.get(item.kind) ?? NONE) branch.next(item as never)
  }

  override error(error: unknown): void {
    for (const branch of this.#branches) branch.error(error)
  }

  override complete(): void {
    for (const branch of this.#branches) branch.complete()
  }
}

const NONE: readonly Subscriber<never>[] = []
