import type { Books } from './checkpoint/books.ts'
import type { Committed } from './checkpoint/committed.ts'
import type { Reason } from './event/reason.ts'
import { DATA_SET_NAMES, type DataSetName } from './sink/data-set.ts'
import { type ClockReport, mergeClocks, NO_CLOCKS } from './time/clock-report.ts'

/**
 * The books of a run, all commits of all partitions added up (T8, S5):
 * heldPairs = resultPairs + correctionPairs + openPairs, and sessionEvents = 2 x completedSessions + unmatchedSessions + unpaired.
 */
export interface BookTotals {
  /** (Event, window) pairs of the events that came. */
  readonly heldPairs: number
  readonly resultPairs: number
  readonly correctionPairs: number
  /** How many more pairs are in open windows than before the run; below 0 where it closed more than it opened. */
  readonly openPairs: number
  readonly sessionEvents: number
  readonly completedSessions: number
  readonly unmatchedSessions: number
  /** How many more starts and ends wait for their partner than before the run. */
  readonly unpaired: number
}

/** What a run has committed, all partitions together. Its names are those that `--json` prints. */
export interface Summary {
  readonly records: number
  readonly events: number
  readonly deadLetters: Readonly<Partial<Record<Reason, number>>>
  /** (Event, closed window) pairs, which are in the corrections (T6). */
  readonly latePairs: number
  /** Tenants whose clocks were off: each event is counted once, whatever is taken again in between. */
  readonly clocks: ClockReport
  readonly rows: Readonly<Record<DataSetName, number>>
  readonly books: BookTotals
}

export const EMPTY_SUMMARY: Summary = {
  records: 0,
  events: 0,
  deadLetters: {},
  latePairs: 0,
  clocks: NO_CLOCKS,
  rows: { rolling_window_results: 0, late_window_corrections: 0, session_stats: 0, unmatched_sessions: 0 },
  books: {
    heldPairs: 0,
    resultPairs: 0,
    correctionPairs: 0,
    openPairs: 0,
    sessionEvents: 0,
    completedSessions: 0,
    unmatchedSessions: 0,
    unpaired: 0,
  },
}

/** The summary with one more commit. */
export const addCommitted = (summary: Summary, { books, rows, deadLetters, clocks }: Committed): Summary =>
  addSummaries(summary, {
    records: books.records,
    events: books.events,
    deadLetters,
    latePairs: books.correctionPairs,
    clocks,
    rows,
    books: totalsOf(books),
  })

/** Two summaries together. */
export const addSummaries = (a: Summary, b: Summary): Summary => ({
  records: a.records + b.records,
  events: a.events + b.events,
  deadLetters: addReasons(a.deadLetters, b.deadLetters),
  latePairs: a.latePairs + b.latePairs,
  clocks: mergeClocks(a.clocks, b.clocks),
  rows: Object.fromEntries(DATA_SET_NAMES.map((name) => [name, a.rows[name] + b.rows[name]])) as Summary['rows'],
  books: Object.fromEntries(BOOK_NAMES.map((name) => [name, a.books[name] + b.books[name]])) as unknown as BookTotals,
})

const BOOK_NAMES = Object.keys(EMPTY_SUMMARY.books) as (keyof BookTotals)[]

const totalsOf = (books: Books): BookTotals => ({
  heldPairs: books.heldPairs,
  resultPairs: books.resultPairs,
  correctionPairs: books.correctionPairs,
  openPairs: books.openPairsAfter - books.openPairsBefore,
  sessionEvents: books.sessionEvents,
  completedSessions: books.completedSessions,
  unmatchedSessions: books.unmatchedSessions,
  unpaired: books.unpairedAfter - books.unpairedBefore,
})

/** All dead letters, whatever their reason. */
export const deadLetterCount = ({ deadLetters }: Pick<Summary, 'deadLetters'>): number =>
  Object.values(deadLetters).reduce((sum, n) => sum + n, 0)

const addReasons = (sum: Summary['deadLetters'], more: Committed['deadLetters']): Summary['deadLetters'] => {
  const added: Partial<Record<Reason, number>> = { ...sum }
  for (const [reason, n] of Object.entries(more) as [Reason, number][]) added[reason] = (added[reason] ?? 0) + n
  return added
}
