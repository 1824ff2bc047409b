import TinyQueue from 'tinyqueue'

interface Entry<T> {
  readonly key: string
  readonly ms: number
  readonly value: T
  removed: boolean
}

/** Removed entries that the heap may hold beyond the live ones before it is rebuilt. */
const SLACK = 64

/**
 * Values by key that can also be taken in the order of their time: what is over is found without walking what is not.
 *
 * A removed entry stays in the heap until it comes up or half the heap is such: memory is at most twice the live entries, and every
 * call costs O(log n), the rebuilding shared out. Equal times are taken in the order of their keys, so that a restart does not matter.
 */
export class TimeIndex<T> {
  readonly #byKey = new Map<string, Entry<T>>()
  #byTime = new TinyQueue<Entry<T>>([], earlier)

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): { readonly ms: number; readonly value: T } | undefined {
    return this.#byKey.get(key)
  }

  /** The key must not be there. */
  add(key: string, ms: number, value: T): void {
    const entry = { key, ms, value, removed: false }
    this.#byKey.set(key, entry)
    this.#byTime.push(entry)
  }

  remove(key: string): void {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return
    this.#byKey.delete(key)
    entry.removed = true
    if (this.#byTime.length > 2 * this.#byKey.size + SLACK)
      this.#byTime = new TinyQueue([...this.#byKey.values()], earlier)
  }

  /** Takes out the earliest value whose time is at most `ms`; undefined where there is none. */
  takeEarliest(ms = Number.POSITIVE_INFINITY): { readonly ms: number; readonly value: T } | undefined {
    for (let entry = this.#byTime.peek(); entry !== undefined; entry = this.#byTime.peek()) {
      if (!entry.removed && entry.ms > ms) return undefined
      this.#byTime.pop()
      if (entry.removed) continue
      this.#byKey.delete(entry.key)
      return entry
    }
    return undefined
  }

  *values(): Iterable<{ readonly ms: number; readonly value: T }> {
    yield* this.#byKey.values()
  }
}

const earlier = (a: Entry<unknown>, b: Entry<unknown>): number => a.ms - b.ms || (a.key < b.key ? -1 : 1)
