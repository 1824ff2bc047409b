import { Observable, type OperatorFunction, Subscriber } from 'rxjs'

/**
 * Emits what an item leads to, at once: `concatMap` to a list, without an inner subscription for each item that leads to anything.
 *
 *   in    a----b----c--|     a leads to 1 and 2, b to nothing, c to 3
 *   out   (12)------3--|
 *
 * Completes and fails with its source; a list that cannot be made is an error. For sources that neither emit nor complete within the turn of
 * an item: what came then would be in between, or before the rest. What throws downstream is not caught here. Keeps nothing.
 */
export const emitEach =
  <T, Out>(outputsOf: (item: T) => readonly Out[]): OperatorFunction<T, Out> =>
  (item$) =>
    new Observable((subscriber) => item$.subscribe(new EachEmitter(subscriber, outputsOf)))

/** A Subscriber itself, so that its source does not wrap it in one. */
class EachEmitter<T, Out> extends Subscriber<T> {
  readonly #to: Subscriber<Out>
  readonly #outputsOf: (item: T) => readonly Out[]

  constructor(to: Subscriber<Out>, outputsOf: (item: T) => readonly Out[]) {
    super(to as Subscriber<unknown>)
    this.#to = to
    this.#outputsOf = outputsOf
  }

  protected override _next(item: T): void {
    let outputs: readonly Out[]
    try {
      outputs = this.#outputsOf(item)
    } catch (error) {
      this.error(error)
      return
    }
    for (let i = 0; i < outputs.length; i++) this.#to.next(outputs[i]!)
  }
}
