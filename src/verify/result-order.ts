import type { Tell } from './difference.ts'
import { isoTime } from './iso-time.ts'
import type { WindowRow } from './window-row.ts'

/**
 * Windows are all of one length and close in the order of their ends, whatever closes them: a result starts behind all results of earlier
 * commits (T3). Where a window was written again instead of corrected, every sum is right, and only its place is wrong.
 *
 * Keeps two times.
 */
export class ResultOrder {
  readonly #partition: number
  #earlierMs = Number.NEGATIVE_INFINITY
  #greatestMs = Number.NEGATIVE_INFINITY

  constructor(partition: number) {
    this.#partition = partition
  }

  add({ tenant, type, startMs }: WindowRow, path: string, tell: Tell): void {
    this.#greatestMs = Math.max(this.#greatestMs, startMs)
    if (startMs > this.#earlierMs) return
    const [expected, found] = [`after ${isoTime(this.#earlierMs)}, of an earlier commit`, isoTime(startMs)]
    const window = { partition: this.#partition, tenant, name: type, timeMs: startMs }
    tell({ ...window, what: 'window_start', expected, found, where: path })
  }

  /** The commit is over. */
  settle(): void {
    this.#earlierMs = this.#greatestMs
  }

  /** No window with a result is open (T3); `closedToMs` as the checkpoint has it. */
  close(closedToMs: number | null, sizeMs: number, path: string, tell: Tell): void {
    const endMs = this.#greatestMs + sizeMs
    if (endMs <= (closedToMs ?? Number.NEGATIVE_INFINITY)) return
    const expected = closedToMs === null ? 'none: no window is closed' : `${isoTime(closedToMs)} at the latest`
    const window = { partition: this.#partition, timeMs: this.#greatestMs }
    tell({ ...window, what: 'window_end', expected, found: isoTime(endMs), where: path })
  }
}
