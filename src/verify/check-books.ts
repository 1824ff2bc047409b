import type { Books } from '../checkpoint/books.ts'
import type { Tell } from './difference.ts'

type Numbers = Partial<Record<keyof Books, number>>

/** Tells each number of the books that is another than it has to be. */
export const checkNumbers = (books: Books, expected: Numbers, where: string, tell: Tell): void => {
  for (const [name, number] of Object.entries(expected) as [keyof Books, number][])
    if (books[name] !== number)
      tell({
        partition: books.partition,
        what: `books: ${name}`,
        expected: String(number),
        found: String(books[name]),
        where,
      })
}

/** False of the oldest parts and checkpoints, which lack the numbers of sessions. */
export const hasSessions = ({ sessionEvents }: Partial<Books>): boolean => sessionEvents !== undefined

/** A commit's books by themselves (T8, S5). */
export const checkBalance = (books: Books, where: string, tell: Tell): void => {
  const { events, deadLetters, openPairsBefore, heldPairs, resultPairs, correctionPairs } = books
  const openPairsAfter = openPairsBefore + heldPairs - resultPairs - correctionPairs
  checkNumbers(books, { records: events + deadLetters, openPairsAfter }, where, tell)
  if (!hasSessions(books)) return
  const { unpairedBefore, sessionEvents, completedSessions, unmatchedSessions } = books
  const unpairedAfter = unpairedBefore + sessionEvents - 2 * completedSessions - unmatchedSessions
  checkNumbers(books, { unpairedAfter }, where, tell)
}

export interface BooksAt {
  readonly sequence: number
  readonly books: Books
}

/**
 * A commit's books behind those of the commit before, which need not be the very last: commits without rows leave no part. Records that
 * the log has lost before they were read (`--accept-loss`) leave a gap; `keptFrom` is where the log begins now.
 */
export const checkChain = (before: BooksAt, after: BooksAt, keptFrom: number, where: string, tell: Tell): void => {
  const { toOffset, openPairsAfter, unpairedAfter } = before.books
  const { fromOffset } = after.books
  const isNext = after.sequence === before.sequence + 1
  const isGap = fromOffset > toOffset && (!isNext || fromOffset <= keptFrom)
  if (fromOffset !== toOffset && !isGap) checkNumbers(after.books, { fromOffset: toOffset }, where, tell)
  if (!isNext) return
  checkNumbers(after.books, { openPairsBefore: openPairsAfter }, where, tell)
  if (hasSessions(before.books) && hasSessions(after.books))
    checkNumbers(after.books, { unpairedBefore: unpairedAfter }, where, tell)
}
