import type { Reason } from '../event/reason.ts'
import { type FrequentName, FrequentNames, type Tally, tallyUp } from './frequent-names.ts'
import type { Letter } from './read-letters.ts'
import type { Fate } from './settled-letters.ts'
import { type TimeBucket, TimeBuckets } from './time-buckets.ts'

/** What many dead letters have in common. */
export interface LetterNumbers {
  readonly letters: number
  /** What became of them. */
  readonly fates: Readonly<Record<Fate, number>>
  readonly oldestUnresolved: OldLetter | null
  /** The most frequent first. A letter with two wrong fields is in both paths. */
  readonly reasons: readonly ReasonNumbers[]
  /** The most frequent few. */
  readonly tenants: readonly FrequentName[]
  readonly otherTenants: Readonly<Tally> & { readonly names: number; readonly isAtLeast: boolean }
  /** Letters that do not say whose they are. */
  readonly tenantUnknown: Readonly<Tally>
  /** By the time at which they were written. */
  readonly bucketMs: number
  readonly buckets: readonly TimeBucket[]
  readonly untimed: number
  /** By how often they have failed, 3 standing for 3 and more. */
  readonly attempts: readonly { readonly attempt: number; readonly letters: number }[]
}

export type OldLetter = Pick<Letter, 'partition' | 'offset' | 'appendedMs' | 'origin'>

export interface ReasonNumbers extends Readonly<Tally> {
  /** Null: the headers are not ours. */
  readonly reason: Reason | null
  readonly paths: readonly (Readonly<Tally> & { readonly path: string })[]
  /** Errors in fields that there was no room for. */
  readonly otherPaths: Readonly<Tally>
}

const MOST_ATTEMPTS = 3
const TENANTS_SHOWN = 20
const TENANTS_KEPT = 10_000
/** The paths are an event's fields, a handful; whatever else a header may say. */
const MOST_PATHS = 100
/** In UTF-16 units: a name has at most 256 characters (E2), a path of an event's field far less. */
const LONGEST_NAME = 512

interface ReasonTally extends Tally {
  readonly paths: Map<string, Tally>
  readonly otherPaths: Tally
}

/**
 * Gathers the numbers letter by letter, in bounded memory whatever their headers say: the 10,000 most frequent tenants at least (see
 * `FrequentNames`), 100 paths a reason, 40 buckets of time. Names that are too long to be any count as unknown.
 */
export class LetterStats {
  #letters = 0
  readonly #fates: Record<Fate, number> = { unresolved: 0, redriven: 0, parked: 0, settled: 0 }
  #oldest: OldLetter | null = null
  readonly #reasons = new Map<Reason | null, ReasonTally>()
  readonly #tenants = new FrequentNames(TENANTS_KEPT)
  readonly #tenantKnown: Tally = noLetters()
  readonly #tenantUnknown: Tally = noLetters()
  readonly #times = new TimeBuckets()
  readonly #attempts = new Map<number, number>()

  add(letter: Letter, fate: Fate): void {
    const { origin, appendedMs } = letter
    const isUnresolved = fate === 'unresolved'
    this.#letters++
    this.#fates[fate]++
    if (isUnresolved) this.#meetUnresolved(letter)
    this.#addReason(letter, isUnresolved)
    this.#addTenant(origin?.tenant, isUnresolved)
    this.#times.add(appendedMs)
    if (origin === null) return
    const attempt = Math.min(Math.max(origin.attempt ?? 1, 1), MOST_ATTEMPTS)
    this.#attempts.set(attempt, (this.#attempts.get(attempt) ?? 0) + 1)
  }

  numbers(): LetterNumbers {
    const tenants = this.#tenants.top(TENANTS_SHOWN)
    const others = tenants.reduce(without, this.#tenantKnown)
    return {
      letters: this.#letters,
      fates: { ...this.#fates },
      oldestUnresolved: this.#oldest,
      reasons: [...this.#reasons].map(reasonNumbers).sort(moreFrequent),
      tenants,
      otherTenants: {
        ...others,
        names: this.#tenants.size - tenants.length,
        isAtLeast: this.#tenants.forgotten > 0,
      },
      tenantUnknown: { ...this.#tenantUnknown },
      bucketMs: this.#times.widthMs,
      buckets: this.#times.buckets(),
      untimed: this.#times.untimed,
      attempts: [...this.#attempts].sort(([a], [b]) => a - b).map(([attempt, letters]) => ({ attempt, letters })),
    }
  }

  #meetUnresolved({ partition, offset, appendedMs, origin }: Letter): void {
    if (this.#oldest === null || ageOrder(appendedMs) < ageOrder(this.#oldest.appendedMs))
      this.#oldest = { partition, offset, appendedMs, origin }
  }

  #addReason({ origin }: Letter, isUnresolved: boolean): void {
    const reason = origin?.reason ?? null
    const tally = this.#reasons.get(reason) ?? { ...noLetters(), paths: new Map(), otherPaths: noLetters() }
    this.#reasons.set(reason, tally)
    tallyUp(tally, isUnresolved)
    for (const path of new Set(origin?.errors.map((error) => error.path))) tallyUp(pathTally(tally, path), isUnresolved)
  }

  #addTenant(tenant: string | undefined, isUnresolved: boolean): void {
    const isKnown = tenant !== undefined && tenant.length <= LONGEST_NAME
    tallyUp(isKnown ? this.#tenantKnown : this.#tenantUnknown, isUnresolved)
    if (isKnown) this.#tenants.add(tenant, isUnresolved)
  }
}

const noLetters = (): Tally => ({ letters: 0, unresolved: 0 })

const without = (all: Readonly<Tally>, part: Readonly<Tally>): Tally => ({
  letters: all.letters - part.letters,
  unresolved: all.unresolved - part.unresolved,
})

/** Who has no time is no older than anybody. */
const ageOrder = (appendedMs: number): number => (appendedMs < 0 ? Number.POSITIVE_INFINITY : appendedMs)

const pathTally = ({ paths, otherPaths }: ReasonTally, path: string): Tally => {
  const known = paths.get(path)
  if (known !== undefined) return known
  if (paths.size >= MOST_PATHS || path.length > LONGEST_NAME) return otherPaths
  const tally = noLetters()
  paths.set(path, tally)
  return tally
}

const reasonNumbers = ([reason, { letters, unresolved, paths, otherPaths }]: [
  Reason | null,
  ReasonTally,
]): ReasonNumbers => ({
  reason,
  letters,
  unresolved,
  paths: [...paths].map(([path, tally]) => ({ path, ...tally })).sort(moreFrequent),
  otherPaths: { ...otherPaths },
})

const moreFrequent = (a: Readonly<Tally>, b: Readonly<Tally>): number => b.letters - a.letters
