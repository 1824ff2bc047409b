import type { Random } from './random.ts'

/** A session that has begun and not ended. */
export interface OpenSession {
  readonly id: string
  readonly tenant: string
}

interface Ending extends OpenSession {
  /** Ends when it is picked from this time on, unix milliseconds, and something has happened in it. */
  readonly overAtMs: number
  isEmpty: boolean
}

const MOST_OPEN = 10_000
const LONGEST_MS = 120_000

/**
 * The sessions of made-up users. They last from five events on to about two minutes, or to 200 events where events are rare;
 * short ones are the most usual. Keeps at most 10,000 open, whatever the rate.
 */
export class SyntheticSessions {
  readonly #open: Ending[] = []
  readonly #random: Random
  readonly #stepMs: number
  readonly #idPrefix: string
  #begun = 0

  /** `idPrefix` sets this run's ids apart from those of another one. `stepMs`: time between two events of the whole stream. */
  constructor(random: Random, stepMs: number, idPrefix: string) {
    this.#random = random
    this.#stepMs = stepMs
    this.#idPrefix = idPrefix
  }

  get openCount(): number {
    return this.#open.length
  }

  get isFull(): boolean {
    return this.#open.length >= MOST_OPEN
  }

  begin(tenant: string, timeMs: number): OpenSession {
    const longestMs = Math.max(LONGEST_MS, 200 * this.#stepMs)
    const unit = this.#random.unit()
    const lengthMs = 5 * this.#stepMs + longestMs * unit * unit * unit * unit
    const id = `${this.#idPrefix}-${(this.#begun++).toString(36)}`
    const session = { id, tenant, overAtMs: timeMs + lengthMs, isEmpty: true }
    this.#open.push(session)
    return session
  }

  /** A session to go on with, and whether this is its end. At least one must be open. */
  pick(timeMs: number): { readonly session: OpenSession; readonly ends: boolean } {
    const i = this.#random.below(this.#open.length)
    const session = this.#open[i]!
    const ends = timeMs >= session.overAtMs && !session.isEmpty
    session.isEmpty = false
    if (ends) {
      const last = this.#open.pop()!
      if (last !== session) this.#open[i] = last
    }
    return { session, ends }
  }

  /** A session to go on with that stays open. */
  peek(): OpenSession | null {
    return this.#open[this.#random.below(this.#open.length)] ?? null
  }
}
