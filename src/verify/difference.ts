/** One thing that is not as the log says that it has to be. Names are as they came: whoever shows them makes them harmless. */
export interface Difference {
  /** null: of no partition of this storage. */
  readonly partition: number | null
  /** What is compared: a column of a data set, a number of the books, `part`, `dead letter`, `session start`, `checkpoint` ... */
  readonly what: string
  readonly tenant?: string
  /** The event type, or the id of the session. */
  readonly name?: string
  /** The start of the window, or the time of the session's event, unix milliseconds. */
  readonly timeMs?: number
  readonly expected: string
  readonly found: string
  /** The part, or the place in the log. */
  readonly where: string
}

export type Tell = (difference: Difference) => void

/** All are counted, the first `most` are kept. */
export class Differences {
  readonly first: Difference[] = []
  total = 0
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  readonly tell: Tell = (difference) => {
    this.total++
    if (this.first.length < this.#most) this.first.push(difference)
  }

  add({ first, total }: Differences): void {
    for (const difference of first) this.tell(difference)
    this.total += total - first.length
  }
}
