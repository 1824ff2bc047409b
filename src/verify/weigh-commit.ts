import type { Books } from '../checkpoint/books.ts'
import { DATA_SET_NAMES, type DataSetName } from '../sink/data-set.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type BooksAt, checkBalance, checkChain, checkNumbers, hasSessions } from './check-books.ts'
import type { Commit } from './commits-of.ts'
import { readPart } from './read-part.ts'
import type { Recount } from './recount.ts'
import { SessionLedger } from './session-ledger.ts'
import type { CompletedRow } from './session-row.ts'
import type { SessionTotals } from './session-totals.ts'
import { type RowScales, weighRows } from './weigh-rows.ts'
import { WindowLedger } from './window-ledger.ts'

/** What the commits of one partition are weighed against. */
export interface Scales extends RowScales {
  readonly fileSystem: Pick<FileSystem, 'read'>
  /** The first offset that is read again. */
  readonly fromOffset: number
  /** The log has lost records that the group had read, so that the ledgers alone do not show every wrong number. */
  readonly hasLost: boolean
  readonly totals: SessionTotals
  readonly recount: Recount
}

/** What one commit was found to hold. */
export interface Weighed {
  /** null where no part of it can be read. */
  readonly at: BooksAt | null
  readonly rows: Readonly<Record<DataSetName, number>>
  /** Its records are lost altogether, so that its rows were compared with its books only. */
  readonly isBefore: boolean
}

/** Reads the log up to where a commit ends, then takes its rows off. One part is in memory at a time, and the commit's completed sessions. */
export const weighCommit = async (commit: Commit, before: BooksAt | null, scales: Scales): Promise<Weighed> => {
  const { fileSystem, totals, tell } = scales
  const rows = Object.fromEntries(DATA_SET_NAMES.map((name) => [name, 0])) as Record<DataSetName, number>
  const completed: CompletedRow[] = []
  const sums = { resultPairs: 0, correctionPairs: 0 }
  let books: Books | null = commit.books
  let isWhole = true
  if (books !== null) await enterBooks(books, before, commit, `the checkpoint of ${commit.commitId}`, scales)

  for (const part of commit.parts) {
    const read = await readPart(fileSystem, part.path, part.staged)
    if (read.kind === 'unreadable') {
      isWhole = false
      tell({ partition: part.partition, what: 'part', expected: 'a part', found: read.why, where: part.path })
      continue
    }
    if (books === null) {
      books = read.books
      await enterBooks(books, before, commit, part.path, scales)
    } else checkNumbers(read.books, { ...books }, part.path, tell)
    const found = weighRows(read.rows, part, isBefore(books, scales) ? aside(scales) : scales)
    rows[part.dataSet] += read.rows.length
    sums.resultPairs += found.resultPairs
    sums.correctionPairs += found.correctionPairs
    for (const row of found.completed) completed.push(row)
  }

  scales.windows.settle()
  scales.order.settle()
  scales.sessions.settle()
  totals.addCommit(completed, tell)
  // Beside the ledgers, which say by tenant, type and window what is wrong, but take a result and a correction for the same.
  if (isWhole && books !== null) {
    const sessionRows = { completedSessions: rows.session_stats, unmatchedSessions: rows.unmatched_sessions }
    const expected = { ...sums, ...(hasSessions(books) && sessionRows) }
    checkNumbers(books, expected, `the parts of ${commit.commitId}`, tell)
  }
  return {
    at: books === null ? null : { sequence: commit.sequence, books },
    rows,
    isBefore: books !== null && isBefore(books, scales),
  }
}

const isBefore = ({ toOffset }: Books, { hasLost, fromOffset }: Scales): boolean => hasLost && toOffset <= fromOffset

/** Ledgers for rows that have no records to be weighed against. */
const aside = (scales: Scales): RowScales => ({
  ...scales,
  windows: new WindowLedger(scales.window),
  sessions: new SessionLedger(),
})

/** Checks a commit's books against the commit before and against the records themselves, which are read on the way. */
const enterBooks = async (
  books: Books,
  before: BooksAt | null,
  { sequence }: Commit,
  where: string,
  { recount, fromOffset, tell }: Scales,
): Promise<void> => {
  checkBalance(books, where, tell)
  if (before !== null) checkChain(before, { sequence, books }, fromOffset, where, tell)
  await recount.advanceTo(books.fromOffset)
  const start = recount.counted
  await recount.advanceTo(books.toOffset)
  const end = recount.counted
  const isKnown = books.fromOffset >= fromOffset && books.fromOffset >= (before?.books.toOffset ?? 0)
  if (!isKnown) return
  checkNumbers(
    books,
    {
      records: end.records - start.records,
      events: end.events - start.events,
      deadLetters: end.deadLetters - start.deadLetters,
      heldPairs: end.pairs - start.pairs,
      ...(hasSessions(books) && { sessionEvents: end.sessionEvents - start.sessionEvents }),
    },
    where,
    tell,
  )
}
