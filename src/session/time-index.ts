import TinyQueue from 'tinyqueue'

interface Entry<T> {
  readonly key: string
  readonly ms: number
  readonly value: T
  removed: boolean
  /** How many savings came before it: known to be saved without a mark on each, which takes long with a million. */
  readonly savings: number
}

/** What came into an index, or went out of it, as it is saved. It does not change any more. */
export interface IndexChanges<T> {
  readonly added: readonly { readonly ms: number; readonly value: T }[]
  /** Of what was saved before. To be taken out first: a key may have come again. */
  readonly gone: readonly { readonly value: T }[]
}

/** Entries of so many ms are put in order together, when the first of them may be taken. */
const BUCKET_MS = 10_000

/** Removed entries that may be held beyond the live ones before they are swept out. */
const SLACK = 64

/**
 * Values by key that can also be taken in the order of their time: what is over is found without walking what is not.
 *
 *   late, due: a heap | bucket | bucket |        | bucket |     time ->
 *                     ^ #firstBucket: what comes before it goes into the heap
 *
 * What is not due lies in buckets without an order, and the earliest one becomes the heap when the heap is empty. So what order
 * costs does not grow with the number of values, but with that of a bucket and, once a bucket, with that of the buckets: O(log) of
 * both, also where all values are in one bucket or each is in its own. Equal times are taken in the order of their keys, so that a
 * restart does not matter.
 *
 * A removed entry stays where it is until it comes up or half of all are such: memory is at most twice the live entries.
 *
 * For the next saving it keeps what came since the last one, at most twice the live entries, and what went of those that were saved. What
 * comes and goes between two savings is in neither.
 */
export class TimeIndex<T> {
  readonly #byKey = new Map<string, Entry<T>>()
  #due = new TinyQueue<Entry<T>>([], earlier)
  #firstBucket = Number.NEGATIVE_INFINITY
  readonly #buckets = new Map<number, Entry<T>[]>()
  #bucketsByTime = new TinyQueue<number>()
  #removed = 0
  #savings = 0
  #fresh: Entry<T>[] = []
  #gone: Entry<T>[] = []

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): { readonly ms: number; readonly value: T } | undefined {
    return this.#byKey.get(key)
  }

  /** The key must not be there. */
  add(key: string, ms: number, value: T): void {
    const entry = { key, ms, value, removed: false, savings: this.#savings }
    this.#byKey.set(key, entry)
    this.#place(entry)
    this.#fresh.push(entry)
  }

  remove(key: string): void {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return
    this.#forget(entry)
    this.#removed++
    if (this.#removed > this.#byKey.size + SLACK) this.#sweep()
  }

  /** Takes out the earliest value whose time is at most `ms`; undefined where there is none. */
  takeEarliest(ms = Number.POSITIVE_INFINITY): { readonly ms: number; readonly value: T } | undefined {
    let first = this.#firstDue()
    while (first === undefined && this.#openBucket(ms)) first = this.#firstDue()
    if (first === undefined || first.ms > ms) return undefined
    this.#due.pop()
    this.#forget(first)
    return first
  }

  *values(): Iterable<{ readonly ms: number; readonly value: T }> {
    yield* this.#byKey.values()
  }

  /** All that is there, or what came and went since it was called last. */
  save(what: 'whole' | 'changes'): IndexChanges<T> {
    const added = what === 'whole' ? Array.from(this.#byKey.values()) : this.#fresh.filter(isLive)
    const gone = what === 'whole' ? [] : this.#gone
    this.#savings++
    this.#fresh = []
    this.#gone = []
    return { added, gone }
  }

  #forget(entry: Entry<T>): void {
    this.#byKey.delete(entry.key)
    entry.removed = true
    if (entry.savings < this.#savings) this.#gone.push(entry)
    if (this.#byKey.size === 0) this.#fresh.length = 0
    else if (this.#fresh.length > 2 * this.#byKey.size + SLACK) this.#fresh = this.#fresh.filter(isLive)
  }

  #place(entry: Entry<T>): void {
    const number = bucketOf(entry.ms)
    if (number < this.#firstBucket) {
      this.#due.push(entry)
      return
    }
    const bucket = this.#buckets.get(number)
    if (bucket !== undefined) {
      bucket.push(entry)
      return
    }
    this.#buckets.set(number, [entry])
    this.#bucketsByTime.push(number)
  }

  /** The earliest of the heap that is live; the removed before it are dropped. */
  #firstDue(): Entry<T> | undefined {
    let first = this.#due.peek()
    for (; first?.removed; first = this.#due.peek()) {
      this.#due.pop()
      this.#removed--
    }
    return first
  }

  /** Makes the earliest bucket the heap, which must be empty; false where all buckets lie behind `ms`. */
  #openBucket(ms: number): boolean {
    const number = this.#bucketsByTime.peek()
    if (number === undefined || number > bucketOf(ms)) return false
    this.#bucketsByTime.pop()
    this.#due = new TinyQueue(this.#buckets.get(number), earlier)
    this.#buckets.delete(number)
    this.#firstBucket = number + 1
    return true
  }

  #sweep(): void {
    this.#due = new TinyQueue<Entry<T>>([], earlier)
    this.#buckets.clear()
    this.#bucketsByTime = new TinyQueue()
    this.#removed = 0
    for (const entry of this.#byKey.values()) this.#place(entry)
  }
}

const isLive = ({ removed }: Entry<unknown>): boolean => !removed

const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS)

const earlier = (a: Entry<unknown>, b: Entry<unknown>): number => a.ms - b.ms || (a.key < b.key ? -1 : 1)
