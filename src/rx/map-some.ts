import { Observable, type OperatorFunction, Subscriber } from 'rxjs'

/**
 * `map`, which leaves out what leads to null.
 *
 *   in    a--b--c--|     b leads to null
 *   out   A-----C--|
 *
 * Completes and fails with its source, and where the projection throws; what throws downstream is not caught here. One operator's call an item
 * where `map` and `filter` are two. Keeps nothing.
 */
export const mapSome =
  <T, Out>(project: (item: T) => Out | null): OperatorFunction<T, Out> =>
  (item$) =>
    new Observable((subscriber) => item$.subscribe(new SomeMapper(subscriber, project)))

/** A Subscriber itself, so that its source does not wrap it in one. */
class SomeMapper<T, Out> extends Subscriber<T> {
  readonly #to: Subscriber<Out>
  readonly #project: (item: T) => Out | null

  constructor(to: Subscriber<Out>, project: (item: T) => Out | null) {
    super(to as Subscriber<unknown>)
    this.#to = to
    this.#project = project
  }

  protected override _next(item: T): void {
    let out: Out | null
    try {
      out = this.#project(item)
    } catch (error) {
      this.error(error)
      return
    }
    if (out !== null) this.#to.next(out)
  }
}
