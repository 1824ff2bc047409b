import TinyQueue from 'tinyqueue'
import { NameMap, type SessionName } from './name-map.ts'

/** A session's start, or its end, unix milliseconds. */
export interface SessionTime extends SessionName {
  readonly ms: number
}

interface Entry extends SessionTime {
  removed: boolean
  /** How many savings came before it: known to be saved without a mark on each, which takes long with a million. */
  readonly savings: number
}

/** What came into an index, or went out of it, as it is saved. It does not change any more. */
export interface IndexChanges {
  readonly added: readonly SessionTime[]
  /** Of what was saved before. To be taken out first: a session may have come again. */
  readonly gone: readonly SessionName[]
}

/** Entries of so many ms are put in order together, when the first of them may be taken. */
const BUCKET_MS = 10_000

/** Removed entries that may be held beyond the live ones before they are swept out. */
const SLACK = 64

/**
 * Sessions by their name that can also be taken in the order of their time: what is over is found without walking what is not.
 *
 *   late, due: a heap | bucket | bucket |        | bucket |     time ->
 *                     ^ #firstBucket: what comes before it goes into the heap
 *
 * What is not due lies in buckets without an order, and the earliest one becomes the heap when the heap is empty. So what order
 * costs does not grow with the number of sessions, but with that of a bucket and, once a bucket, with that of the buckets: O(log) of
 * both, also where all are in one bucket or each is in its own. Equal times are taken in the order of their names, so that a
 * restart does not matter.
 *
 * A removed entry stays where it is until it comes up or half of all are such: memory is at most twice the live entries.
 *
 * For the next saving it keeps what came since the last one, at most twice the live entries, and what went of those that were saved. What
 * comes and goes between two savings is in neither.
 */
export class TimeIndex {
  readonly #byName = new NameMap<Entry>()
  #due = new TinyQueue<Entry>([], earlier)
  #firstBucket = Number.NEGATIVE_INFINITY
  readonly #buckets = new Map<number, Entry[]>()
  #bucketsByTime = new TinyQueue<number>()
  /** No entry has an earlier time: each event asks twice what is over, and seldom anything is (3 % of the whole pipeline's time). */
  #noneBefore = Number.POSITIVE_INFINITY
  #removed = 0
  #savings = 0
  #fresh: Entry[] = []
  #gone: Entry[] = []

  get size(): number {
    return this.#byName.size
  }

  get(name: SessionName): SessionTime | undefined {
    return this.#byName.get(name)
  }

  /** The session must not be there. */
  add({ tenant, sessionId }: SessionName, ms: number): void {
    const entry = { tenant, sessionId, ms, removed: false, savings: this.#savings }
    this.#byName.add(entry)
    this.#place(entry)
    this.#fresh.push(entry)
  }

  remove(name: SessionName): void {
    const entry = this.#byName.get(name)
    if (entry === undefined) return
    this.#forget(entry)
    this.#removed++
    if (this.#removed > this.#byName.size + SLACK) this.#sweep()
  }

  /** Takes out the earliest whose time is at most `ms`; undefined where there is none. */
  takeEarliest(ms = Number.POSITIVE_INFINITY): SessionTime | undefined {
    if (ms < this.#noneBefore) return undefined
    let first = this.#firstDue()
    while (first === undefined && this.#openBucket(ms)) first = this.#firstDue()
    if (first === undefined || first.ms > ms) {
      const bucketMs = (this.#bucketsByTime.peek() ?? Number.POSITIVE_INFINITY) * BUCKET_MS
      this.#noneBefore = first === undefined ? bucketMs : Math.min(first.ms, bucketMs)
      return undefined
    }
    this.#due.pop()
    this.#forget(first)
    return first
  }

  *values(): Iterable<SessionTime> {
    yield* this.#byName.values()
  }

  /** All that is there, or what came and went since it was called last. */
  save(what: 'whole' | 'changes'): IndexChanges {
    const added = what === 'whole' ? Array.from(this.#byName.values()) : this.#fresh.filter(isLive)
    const gone = what === 'whole' ? [] : this.#gone
    this.#savings++
    this.#fresh = []
    this.#gone = []
    return { added, gone }
  }

  #forget(entry: Entry): void {
    this.#byName.delete(entry)
    entry.removed = true
    if (entry.savings < this.#savings) this.#gone.push(entry)
    if (this.#byName.size === 0) this.#fresh.length = 0
    else if (this.#fresh.length > 2 * this.#byName.size + SLACK) this.#fresh = this.#fresh.filter(isLive)
  }

  #place(entry: Entry): void {
    if (entry.ms < this.#noneBefore) this.#noneBefore = entry.ms
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
  #firstDue(): Entry | undefined {
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
    this.#due = new TinyQueue<Entry>([], earlier)
    this.#buckets.clear()
    this.#bucketsByTime = new TinyQueue()
    this.#removed = 0
    for (const entry of this.#byName.values()) this.#place(entry)
  }
}

const isLive = ({ removed }: Entry): boolean => !removed

const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS)

const earlier = (a: Entry, b: Entry): number =>
  a.ms - b.ms || compare(a.tenant, b.tenant) || compare(a.sessionId, b.sessionId)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
