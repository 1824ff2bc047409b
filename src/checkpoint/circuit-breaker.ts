import { defer, from, map } from 'rxjs'
import type { Commit } from './commit-when-due.ts'
import { type InvalidRecords, invalidRecords, invalidRecordsText } from './invalid-records.ts'
import { judgeCommit, NO_RECORDS } from './judge-commit.ts'

export interface BreakerLimits {
  /** The share of records that may be dead letters; 1 lets all of them through. */
  readonly maxShare: number
  /** Go on where there are more, and say so. */
  readonly isForced: boolean
}

export const NO_BREAKER: BreakerLimits = { maxShare: 1, isForced: false }

/** Too many of a commit's records are dead letters: perhaps an event's schema has changed upstream. */
export class InvalidRecordsError extends Error {
  override readonly name = 'InvalidRecordsError'
  readonly seen: InvalidRecords
  constructor(seen: InvalidRecords) {
    super(invalidRecordsText(seen, false))
    this.seen = seen
  }
}

/**
 * Stands before the commits of a partition and refuses those of which too many records are dead letters (judge-commit.ts), so that a topic
 * is not emptied into its dead-letter topic unseen.
 *
 *   commits    --a----b----c        a in order, b too many dead letters, c b again, with the good records that came since
 *   made       --a---------c
 *   out        --A----#    C        A, C done; the partition is taken again behind the error
 *
 * Refuses before anything of the commit is written (R2), and holds nothing of it. Forced, it makes the commit and `forced` says what it saw;
 * counting begins anew there. Keeps two numbers, over all commits that it is given: make one for as long as this process has the
 * partition. A process that is started, or a partition that comes from another, begins with none, so that up to 999 records pass.
 * @throws InvalidRecordsError
 */
export const circuitBreaker = ({ maxShare, isForced }: BreakerLimits): ((commit: Commit) => Commit) => {
  let before = NO_RECORDS
  return (commit) => (pending, position) =>
    defer(() => {
      const tally = { records: pending.records, deadLetters: pending.deadLetters.length }
      const { isRefused, together, after } = judgeCommit(before, tally, maxShare)
      const seen = isRefused ? invalidRecords(pending, position, together, maxShare) : null
      if (seen !== null && !isForced) throw new InvalidRecordsError(seen)
      return from(commit(pending, position)).pipe(
        map((said) => {
          if (said.kind === 'retrying') return said
          before = seen === null ? after : NO_RECORDS
          return seen === null ? said : { ...said, committed: { ...said.committed, forced: seen } }
        }),
      )
    })
}
