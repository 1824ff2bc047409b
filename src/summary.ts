import type { Committed } from './checkpoint/commit.ts'
import type { Reason } from './event/reason.ts'
import { DATA_SET_NAMES, type DataSetName } from './sink/data-set.ts'

/** What a run has committed, all partitions together. Its names are those that `--json` prints. */
export interface Summary {
  readonly records: number
  readonly events: number
  readonly deadLetters: Readonly<Partial<Record<Reason, number>>>
  /** (Event, closed window) pairs, which are in the corrections (T6). */
  readonly latePairs: number
  readonly rows: Readonly<Record<DataSetName, number>>
}

export const EMPTY_SUMMARY: Summary = {
  records: 0,
  events: 0,
  deadLetters: {},
  latePairs: 0,
  rows: { rolling_window_results: 0, late_window_corrections: 0, session_stats: 0, unmatched_sessions: 0 },
}

/** The summary with one more commit. */
export const addCommitted = (summary: Summary, { books, rows, deadLetters }: Committed): Summary => ({
  records: summary.records + books.records,
  events: summary.events + books.events,
  deadLetters: addReasons(summary.deadLetters, deadLetters),
  latePairs: summary.latePairs + books.correctionPairs,
  rows: Object.fromEntries(DATA_SET_NAMES.map((name) => [name, summary.rows[name] + rows[name]])) as Summary['rows'],
})

/** All dead letters, whatever their reason. */
export const deadLetterCount = ({ deadLetters }: Pick<Summary, 'deadLetters'>): number =>
  Object.values(deadLetters).reduce((sum, n) => sum + n, 0)

const addReasons = (sum: Summary['deadLetters'], more: Committed['deadLetters']): Summary['deadLetters'] => {
  const added: Partial<Record<Reason, number>> = { ...sum }
  for (const [reason, n] of Object.entries(more) as [Reason, number][]) added[reason] = (added[reason] ?? 0) + n
  return added
}
