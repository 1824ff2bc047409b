import type { Reason } from '../event/reason.ts'
import type { DeadLetter } from './dead-letter.ts'

/** How many dead letters there are of each tenant. The three add up to all of them. */
export interface LettersByTenant {
  /** Those with the most, the most first. */
  readonly tenants: ReadonlyMap<string, number>
  /** Of tenants that there was no room for, together. */
  readonly others: number
  /** Of nobody knows whom: no tenant could be read. */
  readonly unknown: number
}

export const NO_LETTERS: LettersByTenant = { tenants: new Map(), others: 0, unknown: 0 }

export const countByReason = (letters: readonly DeadLetter[]): Partial<Record<Reason, number>> => {
  const counts: Partial<Record<Reason, number>> = {}
  for (const { reason } of letters) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}

/** Exact for the `most` tenants with the most letters; a tenant that is not among them is in `others`. */
export const countByTenant = (letters: readonly DeadLetter[], most: number): LettersByTenant => {
  const tenants = new Map<string, number>()
  let unknown = 0
  for (const { tenant } of letters) {
    if (tenant === null) unknown++
    else tenants.set(tenant, (tenants.get(tenant) ?? 0) + 1)
  }
  return withMost({ tenants, others: 0, unknown }, most)
}

/** Both together, with no more than `most` tenants; sums stay exact, a tenant may have too few where one of the two had no room for it. */
export const addLetters = (a: LettersByTenant, b: LettersByTenant, most: number): LettersByTenant => {
  const tenants = new Map(a.tenants)
  for (const [tenant, letters] of b.tenants) tenants.set(tenant, (tenants.get(tenant) ?? 0) + letters)
  return withMost({ tenants, others: a.others + b.others, unknown: a.unknown + b.unknown }, most)
}

export const lettersIn = ({ tenants, others, unknown }: LettersByTenant): number =>
  others + unknown + [...tenants.values()].reduce((sum, letters) => sum + letters, 0)

const withMost = ({ tenants, others, unknown }: LettersByTenant, most: number): LettersByTenant => {
  const sorted = [...tenants].sort(([a, lettersA], [b, lettersB]) => lettersB - lettersA || (a < b ? -1 : 1))
  const left = sorted.slice(most).reduce((sum, [, letters]) => sum + letters, 0)
  return { tenants: new Map(sorted.slice(0, most)), others: others + left, unknown }
}
