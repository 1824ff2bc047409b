/** How many records there were, and how many of them are dead letters. */
export interface Tally {
  readonly records: number
  readonly deadLetters: number
}

export const NO_RECORDS: Tally = { records: 0, deadLetters: 0 }

/** Fewer records say nothing of a share. */
export const LEAST_RECORDS = 1_000

export interface Verdict {
  readonly isRefused: boolean
  /** The commit with those before it that were never found in order. */
  readonly together: Tally
  /** What the next commit is judged with, where this one is made. */
  readonly after: Tally
}

/**
 * Whether a commit may be made, or too many of its records are dead letters: more than `maxShare`, of at least 1,000.
 *
 *   at 50%      before           commit           verdict
 *               none             600 of 1,000     refused
 *               1 of 999         600 of 1,000     refused: by itself it has enough records, whatever came before
 *               none             600 of 600       made: too few to judge, so they are remembered
 *               600 of 600       400 of 400       refused: 1,000 of 1,000 together
 *               600 of 600       0 of 400         made: itself in order; 600 of 1,000 are remembered
 *               600 of 1,000     0 of 400         made: 600 of 1,400 are in order, so all begins anew
 *
 * A commit that is itself in order is always made: to hold it back would undo nothing.
 */
export const judgeCommit = (before: Tally, commit: Tally, maxShare: number): Verdict => {
  const together = { records: before.records + commit.records, deadLetters: before.deadLetters + commit.deadLetters }
  const isRefused = isOver(commit, maxShare) && (isEnough(commit) || (isEnough(together) && isOver(together, maxShare)))
  const isInOrder = isEnough(together) && !isOver(together, maxShare)
  return { isRefused, together, after: isInOrder ? NO_RECORDS : together }
}

const isEnough = ({ records }: Tally): boolean => records >= LEAST_RECORDS

/** As a quotient, which is exact where the share is: 0.29 * 100 is less than 29. */
const isOver = ({ records, deadLetters }: Tally, maxShare: number): boolean =>
  records > 0 && deadLetters / records > maxShare
