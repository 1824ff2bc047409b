/** How many letters, and how many of them nobody has settled yet. */
export interface Tally {
  letters: number
  unresolved: number
}

export const tallyUp = (tally: Tally, isUnresolved: boolean): void => {
  tally.letters++
  if (isUnresolved) tally.unresolved++
}

export interface FrequentName extends Readonly<Tally> {
  readonly name: string
  /** How many letters more it may have: from before it was kept, 0 as long as all names are. */
  readonly missedAtMost: number
}

interface Kept extends Tally {
  readonly missedAtMost: number
}

/**
 * Counts by name, in bounded memory however many names there are: twice `most` have room; beyond that those with the fewest letters
 * make room until `most` are left. So up to twice `most` names are counted exactly. Of more, a name that comes back may have had as many
 * letters as the largest that ever made room, and says so: at most one in `most` of all letters. All that are more frequent are kept.
 */
export class FrequentNames {
  readonly #most: number
  readonly #kept = new Map<string, Kept>()
  #forgotten = 0

  constructor(most: number) {
    this.#most = most
  }

  /** The most letters that a name may have had that is not kept; 0 as long as all are. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** How many names are kept. */
  get size(): number {
    return this.#kept.size
  }

  add(name: string, isUnresolved: boolean): void {
    let tally = this.#kept.get(name)
    if (tally === undefined) {
      if (this.#kept.size >= 2 * this.#most) this.#makeRoom()
      tally = { letters: 0, unresolved: 0, missedAtMost: this.#forgotten }
      this.#kept.set(name, tally)
    }
    tallyUp(tally, isUnresolved)
  }

  /** The most frequent few, by what is counted; of equal ones the first by name. */
  top(count: number): readonly FrequentName[] {
    const all = [...this.#kept].map(([name, tally]) => ({ name, ...tally }))
    return all.sort((a, b) => b.letters - a.letters || (a.name < b.name ? -1 : 1)).slice(0, count)
  }

  #makeRoom(): void {
    const most = ({ letters, missedAtMost }: Kept) => letters + missedAtMost
    const byFrequency = [...this.#kept].sort(([, a], [, b]) => most(b) - most(a))
    for (const [name, tally] of byFrequency.slice(this.#most)) {
      this.#kept.delete(name)
      this.#forgotten = Math.max(this.#forgotten, most(tally))
    }
  }
}
