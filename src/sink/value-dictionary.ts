import type { ColumnValue } from './data-set.ts'
import type { Scratch } from './scratch.ts'

/**
 * The distinct values of a column in the order of their coming, for as long as they repeat. A page that would add more than half as many
 * as it has values is better off without, and so is what comes behind it, as pyarrow has it. Keeps each distinct value once: at most
 * half as many as there are rows.
 */
export class ValueDictionary {
  readonly #indexes = new Map<ColumnValue, number>()
  #size = 0
  #isOver = false

  /** How many values there are; what a page that was given up has added does not count. */
  get size(): number {
    return this.#size
  }

  /** Where each value lies, in the scratch; null where that is not worth it, and from then on. */
  indicesOf(values: ArrayLike<ColumnValue>, scratch: Scratch): Uint32Array | null {
    if (this.#isOver) return null
    const most = this.#size + values.length / 2
    const indices = scratch.indices(values.length)
    let before: ColumnValue | undefined
    let index = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (value !== before) {
        before = value
        index = this.#indexOf(value)
        if (this.#indexes.size > most) {
          this.#isOver = true
          return null
        }
      }
      indices[i] = index
    }
    this.#size = this.#indexes.size
    return indices
  }

  /** In their order. */
  values(): ColumnValue[] {
    return [...this.#indexes.keys()].slice(0, this.#size)
  }

  #indexOf(value: ColumnValue): number {
    const known = this.#indexes.get(value)
    if (known !== undefined) return known
    const index = this.#indexes.size
    this.#indexes.set(value, index)
    return index
  }
}
