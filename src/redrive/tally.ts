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
  #meant = 0
  #passes = 0
  #spent = 0
  #otherwise = 0
  readonly #left = new Map<Left, number>()
  readonly #failing = new Map<string, { -readonly [K in keyof Failing]: Failing[K] }>()

  add({ letter, verdict }: Judged): void {
    if (isMeant(verdict)) this.#meant++
    if (verdict.kind === 'passes') this.#passes++
    else if (verdict.kind === 'spent') this.#spent++
    else if (verdict.kind === 'left') this.#left.set(verdict.why, (this.#left.get(verdict.why) ?? 0) + 1)
    else this.#addFailing(wayOf(verdict), `${letter.partition}:${letter.offset}`)
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

  #addFailing({ reason, wrong }: Pick<Failing, 'reason' | 'wrong'>, example: string): void {
    const key = `${reason} ${wrong}`
    const known = this.#failing.get(key)
    if (known !== undefined) known.letters++
    else if (this.#failing.size < MOST_WAYS) this.#failing.set(key, { reason, wrong, letters: 1, example })
    else this.#otherwise++
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
