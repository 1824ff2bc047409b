import { countByReason, countByTenant, type LettersByTenant } from '../dead-letter/count-letters.ts'
import { type LetterInShort, lastInShort } from '../dead-letter/letter-in-short.ts'
import type { Reason } from '../event/reason.ts'
import { type Durations, durationsOf } from '../session/durations.ts'
import { type Outcomes, outcomesOf } from '../session/outcomes.ts'
import type { OpenState } from './open-state.ts'
import type { Pending } from './pending.ts'

/** What a commit has in it, in numbers, for those who sum up and show. */
export interface CommitDigest {
  readonly deadLetters: Readonly<Partial<Record<Reason, number>>>
  /** Of the ten tenants with the most, and of all others together. */
  readonly lettersByTenant: LettersByTenant
  /** The last five, the latest first. */
  readonly lastLetters: readonly LetterInShort[]
  /** Of its completed sessions, and what became of the others. */
  readonly durations: Durations
  readonly outcomes: Outcomes
  /** What the partition kept behind it. */
  readonly open: OpenState
}

const MOST_TENANTS = 10
const MOST_LETTERS = 5

/** At the barrier: what is open is asked for there. */
export const commitDigest = ({ deadLetters, completed, unmatched, windows, sessions }: Pending): CommitDigest => {
  const { windows: openWindows, pairs } = windows!.open()
  return {
    deadLetters: countByReason(deadLetters),
    lettersByTenant: countByTenant(deadLetters, MOST_TENANTS),
    lastLetters: lastInShort(deadLetters, MOST_LETTERS),
    durations: durationsOf(completed),
    outcomes: outcomesOf(unmatched),
    open: { windows: openWindows, pairs, ...sessions!.open() },
  }
}
