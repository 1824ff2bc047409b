/** So many windows are remembered: with a step of 2 s, five minutes. */
export const SLOTS = 150
/** A window a tenth of a second, as long as this many in a row were not enough: a live pipeline closes fewer, and several at once. */
const BURST = 50
const PER_MS = 10 / 1_000
/** How long the greatest start lately recorded is what "now" means. */
const LATELY_MS = 10_000

/** Where a window's counts are. */
export interface Place {
  readonly startMs: number
  readonly slot: number
}

/**
 * Which closed windows are remembered, and where: a ring of `SLOTS` places, by their start.
 *
 * A pipeline that catches up closes hundreds of windows a second: it remembers ten of them, the same ones of every partition: who was
 * refused once is refused for good. A window that lies further back than the ring has room for is not remembered. A start far in the future,
 * of a broken clock, holds one place and nothing else. Keeps three numbers a place.
 */
export class Slots {
  readonly #stepMs: number
  readonly #now: () => number
  readonly #starts = new Float64Array(SLOTS).fill(Number.NaN)
  readonly #recordedAtMs = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY)
  /** The greatest start that was refused: with only some of its partitions a window's count would be too low. */
  readonly #refused = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY)
  #tokens = BURST
  #filledAtMs: number
  /** The answer that was given last: counts of one window come in a row. */
  #lastStartMs = Number.NaN
  #lastSlot: number | null = null

  /** `now` in ms, of a clock that only goes forwards. */
  constructor(stepMs: number, now: () => number) {
    this.#stepMs = stepMs
    this.#now = now
    this.#filledAtMs = now()
  }

  /** Where a window's counts go; null where it is not remembered. `onNew` is told of a place that is another window's from here on. */
  slotOf(startMs: number, onNew: (slot: number) => void): number | null {
    if (startMs === this.#lastStartMs) return this.#lastSlot
    this.#lastStartMs = startMs
    this.#lastSlot = this.#find(startMs, onNew)
    return this.#lastSlot
  }

  /** The windows remembered of the last minutes, the earliest first. */
  recent(): readonly Place[] {
    const nowMs = this.#now()
    let newestMs = Number.NEGATIVE_INFINITY
    let lastMs = Number.NEGATIVE_INFINITY
    let lastStartMs = Number.NEGATIVE_INFINITY
    this.#starts.forEach((startMs, slot) => {
      const atMs = this.#recordedAtMs[slot]!
      if (atMs >= nowMs - LATELY_MS && startMs > newestMs) newestMs = startMs
      if (atMs > lastMs || (atMs === lastMs && startMs > lastStartMs)) [lastMs, lastStartMs] = [atMs, startMs]
    })
    const toMs = Number.isFinite(newestMs) ? newestMs : lastStartMs
    const fromMs = toMs - SLOTS * this.#stepMs
    return this.all()
      .filter(({ startMs }) => startMs > fromMs && startMs <= toMs)
      .sort((a, b) => a.startMs - b.startMs)
  }

  /** All that are remembered, of the last minutes or not, in no order. */
  all(): readonly Place[] {
    return [...this.#starts].flatMap((startMs, slot) => (Number.isNaN(startMs) ? [] : [{ startMs, slot }]))
  }

  #find(startMs: number, onNew: (slot: number) => void): number | null {
    const step = Math.floor(startMs / this.#stepMs)
    const slot = ((step % SLOTS) + SLOTS) % SLOTS
    const known = this.#starts[slot]!
    const nowMs = this.#now()
    if (known === startMs) {
      this.#recordedAtMs[slot] = nowMs
      return slot
    }
    if (known > startMs || this.#refused[slot]! >= startMs) return null
    if (!this.#takesOneMore(nowMs)) {
      this.#refused[slot] = startMs
      return null
    }
    this.#starts[slot] = startMs
    this.#recordedAtMs[slot] = nowMs
    onNew(slot)
    return slot
  }

  #takesOneMore(nowMs: number): boolean {
    this.#tokens = Math.min(BURST, this.#tokens + (nowMs - this.#filledAtMs) * PER_MS)
    this.#filledAtMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
