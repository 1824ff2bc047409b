import { errorText } from '../dead-letter/error-text.ts'
import { isMeant, type Left, type Verdict } from './judge-letter.ts'
import type { Judged } from './judged-letters.ts'

/** Letters that fail alike. */
export interface Failing {
  readonly reason: string
  /** What is wrong, of the first error: path, expectation and hint. Empty where the reason says it all. */
  readonly wrong: string
  readonly letters: number
  /** The first of them, `PARTITION:OFFSET` in the dead-letter topic. */
  readonly example: string
}

/** What a redrive found. `meant` = passes + spent + failing + what the transform and the source left. */
export interface Tally {
  readonly meant: number
  readonly passes: number
  readonly spent: number
  readonly left: Readonly<Partial<Record<Left, number>>>
  /** The most frequent first. */
  readonly failing: readonly Failing[]
  /** Letters that fail in yet other ways than those. */
  readonly otherwise: number
}

/** A transform may throw another message for each record. */
const MOST_WAYS = 50

/** Counts what became of letters, and groups what fails. Keeps at most 50 ways to fail. */
export class Tallying {
  #meant: number
  #passes: number
  #spent: number
  #otherwise = 0
  readonly #left = new Map<Left, number>()
  readonly #failing = new Map<string, { -readonly [K in keyof Failing]: Failing[K] }>()

  /** Counted already: letters that passed or were spent, and are settled. */
  constructor(settled: Pick<Tally, 'passes' | 'spent'> = { passes: 0, spent: 0 }) {
    this.#passes = settled.passes
    this.#spent = settled.spent
    this.#meant = settled.passes + settled.spent
  }

  add({ letter, verdict }: Judged): void {
    if (isMeant(verdict)) this.#meant++
    if (verdict.kind === 'passes') this.#passes++
    else if (verdict.kind === 'spent') this.#spent++
    else if (verdict.kind === 'left') this.#left.set(verdict.why, (this.#left.get(verdict.why) ?? 0) + 1)
    else this.#addFailing({ ...wayOf(verdict), letters: 1, example: `${letter.partition}:${letter.offset}` })
  }

  /** All that another one counted, too. */
  addTally({ meant, passes, spent, left, failing, otherwise }: Tally): void {
    this.#meant += meant
    this.#passes += passes
    this.#spent += spent
    this.#otherwise += otherwise
    for (const [why, letters] of Object.entries(left) as [Left, number][])
      this.#left.set(why, (this.#left.get(why) ?? 0) + letters)
    for (const way of failing) this.#addFailing(way)
  }

  get tally(): Tally {
    return {
      meant: this.#meant,
      passes: this.#passes,
      spent: this.#spent,
      left: Object.fromEntries(this.#left),
      failing: [...this.#failing.values()].sort((one, other) => other.letters - one.letters),
      otherwise: this.#otherwise,
    }
  }

  #addFailing({ reason, wrong, letters, example }: Failing): void {
    const key = `${reason} ${wrong}`
    const known = this.#failing.get(key)
    if (known !== undefined) known.letters += letters
    else if (this.#failing.size < MOST_WAYS) this.#failing.set(key, { reason, wrong, letters, example })
    else this.#otherwise += letters
  }
}

const wayOf = (
  verdict: Extract<Verdict, { readonly kind: 'fails' | 'transform_failed' }>,
): Pick<Failing, 'reason' | 'wrong'> => {
  if (verdict.kind === 'transform_failed') return { reason: 'transform', wrong: verdict.message.slice(0, 200) }
  const { reason, errors } = verdict.failure
  const [first] = errors
  return { reason, wrong: first === undefined ? '' : errorText(first) }
}
