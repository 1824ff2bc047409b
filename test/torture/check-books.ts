import { checkBooks } from '../../src/checkpoint/books.ts'
import { type CommitsSeen, nameOf, type SeenCommit } from './commits-seen.ts'

/** In how many windows each event is: size / step of the default windows (T2). */
export const WINDOWS_PER_EVENT = 5

/** What a finished partition says of itself, added up. */
export interface Totals {
  events: number
  pairs: number
}

/**
 * Looks whether the books of all published parts add up (T8) when the pipeline is through: each commit's to what its rows count, each
 * commit's to its neighbours', and the last one's to no open window. A commit without rows has no part: what it held shows in the pairs
 * that are open behind it.
 */
export const booksProblems = (commits: CommitsSeen, totals: Totals): string[] =>
  [...commits.byPartition().values()].flatMap((inOrder) => [
    ...inOrder.flatMap(commitProblems),
    ...chainProblems(inOrder, totals),
  ])

const commitProblems = (commit: SeenCommit): string[] => {
  const { books, resultPairs, correctionPairs } = commit
  const problems: string[] = []
  try {
    checkBooks(books)
  } catch (error) {
    problems.push(`${commit.commitId}: ${(error as Error).message}`)
  }
  if (resultPairs !== books.resultPairs)
    problems.push(`${nameOf(commit)}: ${books.resultPairs} pairs in results by its books, ${resultPairs} in its rows`)
  if (correctionPairs !== books.correctionPairs)
    problems.push(
      `${nameOf(commit)}: ${books.correctionPairs} pairs in corrections by its books, ${correctionPairs} in its rows`,
    )
  return problems
}

const chainProblems = (inOrder: readonly SeenCommit[], totals: Totals): string[] => {
  const problems: string[] = []
  let [offset, openPairs] = [0, 0]
  for (const commit of inOrder) {
    const { fromOffset, toOffset, openPairsBefore, openPairsAfter, events } = commit.books
    const heldBetween = openPairsBefore - openPairs
    const most = WINDOWS_PER_EVENT * (fromOffset - offset)
    if (heldBetween < 0 || heldBetween > most || heldBetween % WINDOWS_PER_EVENT !== 0)
      problems.push(`${nameOf(commit)}: ${openPairsBefore} pairs open before it, ${openPairs} behind offset ${offset}`)
    totals.events += events + heldBetween / WINDOWS_PER_EVENT
    totals.pairs += commit.resultPairs + commit.correctionPairs
    offset = toOffset
    openPairs = openPairsAfter
  }
  if (openPairs !== 0) problems.push(`${nameOf(inOrder.at(-1)!)}: ${openPairs} pairs still open at the end`)
  return problems
}
