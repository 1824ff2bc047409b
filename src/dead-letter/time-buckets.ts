const SECOND_MS = 1_000
const DAY_MS = 86_400_000
/** Each a multiple of the one before, so that wider buckets are sums of narrower ones; twice as long each from a day on. */
const WIDTHS_MS = [1, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200].map((seconds) => seconds * SECOND_MS)
const MOST_BUCKETS = 40
/** The last time that has a name. */
const LAST_MS = 8.64e15

export interface TimeBucket {
  /** A multiple of the width, unix milliseconds. */
  readonly startMs: number
  readonly letters: number
}

/** Counts times in at most 40 buckets of one width, the narrowest of its ladder (1 s, 5 s ... 12 h, 1 day, 2 days ...) that holds all of them. */
export class TimeBuckets {
  #widthMs = WIDTHS_MS[0]!
  #firstMs = Number.POSITIVE_INFINITY
  #lastMs = Number.NEGATIVE_INFINITY
  #letters = new Map<number, number>()
  /** Times that are none: below 0 or above what a date can be. */
  untimed = 0

  get widthMs(): number {
    return this.#widthMs
  }

  add(ms: number): void {
    if (!(ms >= 0 && ms <= LAST_MS)) {
      this.untimed++
      return
    }
    this.#firstMs = Math.min(this.#firstMs, ms)
    this.#lastMs = Math.max(this.#lastMs, ms)
    while (this.#span() > MOST_BUCKETS) this.#widen()
    this.#count(this.#startOf(ms), 1)
  }

  /** From the first to the last, with the empty ones between. */
  buckets(): readonly TimeBucket[] {
    const firstMs = this.#startOf(this.#firstMs)
    return Array.from({ length: this.#letters.size === 0 ? 0 : this.#span() }, (_, i) => {
      const startMs = firstMs + i * this.#widthMs
      return { startMs, letters: this.#letters.get(startMs) ?? 0 }
    })
  }

  #startOf(ms: number): number {
    return Math.floor(ms / this.#widthMs) * this.#widthMs
  }

  #span(): number {
    return (this.#startOf(this.#lastMs) - this.#startOf(this.#firstMs)) / this.#widthMs + 1
  }

  #count(startMs: number, letters: number): void {
    this.#letters.set(startMs, (this.#letters.get(startMs) ?? 0) + letters)
  }

  #widen(): void {
    this.#widthMs = WIDTHS_MS.find((width) => width > this.#widthMs) ?? Math.max(DAY_MS, 2 * this.#widthMs)
    const narrower = this.#letters
    this.#letters = new Map()
    for (const [startMs, letters] of narrower) this.#count(this.#startOf(startMs), letters)
  }
}
