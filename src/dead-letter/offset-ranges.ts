/** From and to, both included. */
export type OffsetRange = readonly [from: number, to: number]

/** As many ranges wait unsorted at least, so that adding costs little; beyond that, as many as there are sorted ones. */
const FEWEST_WAITING = 1_024

/**
 * A set of offsets, kept as ranges in order: memory goes by its gaps, not by its offsets. Ranges may be added in any order, touch and
 * overlap.
 */
export class OffsetRanges {
  #sorted: OffsetRange[] = []
  #waiting: OffsetRange[] = []

  add(from: number, to: number): void {
    this.#waiting.push([from, to])
    if (this.#waiting.length > Math.max(FEWEST_WAITING, this.#sorted.length)) this.#merge()
  }

  has(offset: number): boolean {
    this.#merge()
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sorted[middle]![1] < offset) low = middle + 1
      else high = middle
    }
    return low < this.#sorted.length && this.#sorted[low]![0] <= offset
  }

  /** Merged, in order. */
  ranges(): readonly OffsetRange[] {
    this.#merge()
    return this.#sorted
  }

  #merge(): void {
    if (this.#waiting.length === 0) return
    const all = [...this.#sorted, ...this.#waiting].sort(([one], [other]) => one - other)
    const merged: [number, number][] = []
    for (const [from, to] of all) {
      const last = merged.at(-1)
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
      else merged.push([from, to])
    }
    this.#sorted = merged
    this.#waiting = []
  }
}
