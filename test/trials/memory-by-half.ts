import type { ProcessMemory } from './process-memory.ts'

/** A second half that needs this much more than the first is growth, not the collector's mood. */
const GROWTH = 1.15

/** The greatest memory of a run's first half, by its records, and of its second. */
export class MemoryByHalf {
  readonly #halfOfRecords: number
  readonly #greatest: [first: number, second: number] = [0, 0]
  #last: ProcessMemory = { rssAnonMb: 0, rssMb: 0, peakRssMb: 0 }

  constructor(records: number) {
    this.#halfOfRecords = records / 2
  }

  add(recordsDone: number, sample: ProcessMemory): void {
    const half = recordsDone < this.#halfOfRecords ? 0 : 1
    this.#greatest[half] = Math.max(this.#greatest[half], sample.rssAnonMb)
    this.#last = sample
  }

  get last(): ProcessMemory {
    return this.#last
  }

  verdict(): string {
    const [first, second] = this.#greatest
    const share = first === 0 ? Number.NaN : second / first
    const found = share > GROWTH ? 'memory grew' : 'memory did not grow'
    return (
      `${found}: the greatest RssAnon was ${Math.round(first)} MB in the first half, ` +
      `${Math.round(second)} MB in the second (${(100 * share).toFixed(0)} %)`
    )
  }
}
