/** In each minute that begins with a wrong try. */
const MOST_TRIES = 10
const MINUTE_MS = 60_000
const MOST_ADDRESSES = 10_000

/**
 * How often an address has shown a wrong token lately: ten times a minute at most, then nothing that it shows is looked at until the
 * minute is over, right or wrong. Keeps 10,000 addresses, the ones heard of first give way.
 */
export class WrongTries {
  readonly #minutes = new Map<string, { readonly untilMs: number; tries: number }>()

  /** Seconds until what this address shows is looked at again; 0: it is. */
  secondsToWait(address: string, nowMs: number): number {
    const minute = this.#minutes.get(address)
    if (minute === undefined || minute.tries < MOST_TRIES || nowMs >= minute.untilMs) return 0
    return Math.ceil((minute.untilMs - nowMs) / 1000)
  }

  add(address: string, nowMs: number): void {
    const minute = this.#minutes.get(address)
    if (minute !== undefined && nowMs < minute.untilMs) {
      minute.tries++
      return
    }
    this.#minutes.delete(address)
    if (this.#minutes.size >= MOST_ADDRESSES) this.#minutes.delete(this.#minutes.keys().next().value!)
    this.#minutes.set(address, { untilMs: nowMs + MINUTE_MS, tries: 1 })
  }
}
