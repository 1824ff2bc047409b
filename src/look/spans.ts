import type { Tally } from './tally.ts'

/**
 * Occurrences by type in windows that follow each other, added up from panes: each is in some in a row, and costs the same however many they are.
 * Keeps a number a type and window.
 */
export class Spans {
  readonly #starts: readonly number[]
  /** By type: how much more the window at an index has than the one before it. */
  readonly #rises = new Map<string, number[]>()

  /** `starts` rising. */
  constructor(starts: readonly number[]) {
    this.#starts = starts
  }

  /** To the windows from one index up to, and without, another. */
  add(type: string, occurrences: number, from: number, to: number): void {
    let rises = this.#rises.get(type)
    if (rises === undefined) {
      rises = new Array<number>(this.#starts.length + 1).fill(0)
      this.#rises.set(type, rises)
    }
    rises[from]! += occurrences
    rises[to]! -= occurrences
  }

  /** What windows have; none is there that has nothing. */
  tally(): Tally {
    const tally: Tally = new Map()
    for (const [type, rises] of this.#rises) {
      let occurrences = 0
      this.#starts.forEach((startMs, i) => {
        occurrences += rises[i]!
        if (occurrences === 0) return
        const byType = tally.get(startMs)
        if (byType === undefined) tally.set(startMs, new Map([[type, occurrences]]))
        else byType.set(type, occurrences)
      })
    }
    return tally
  }
}
