import type { Committed } from './checkpoint/commit.ts'
import type { Reason } from './event/reason.ts'
import { DATA_SET_NAMES, type DataSetName } from './sink/data-set.ts'
import { type ClockReport, mergeClocks, NO_CLOCKS } from './time/clock-report.ts'

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
}

export const EMPTY_SUMMARY: Summary = {
  records: 0,
  events: 0,
  deadLetters: {},
  latePairs: 0,
  clocks: NO_CLOCKS,
  rows: { rolling_window_results: 0, late_window_corrections: 0, session_stats: 0, unmatched_sessions: 0 },
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
  })

/** Two summaries together. */
export const addSummaries = (a: Summary, b: Summary): Summary => ({
  records: a.records + b.records,
  events: a.events + b.events,
  deadLetters: addReasons(a.deadLetters, b.deadLetters),
  latePairs: a.latePairs + b.latePairs,
  clocks: mergeClocks(a.clocks, b.clocks),
  rows: Object.fromEntries(DATA_SET_NAMES.map((name) => [name, a.rows[name] + b.rows[name]])) as Summary['rows'],
})

/** All dead letters, whatever their reason. */
export const deadLetterCount = ({ deadLetters }: Pick<Summary, 'deadLetters'>): number =>
  Object.values(deadLetters).reduce((sum, n) => sum + n, 0)

const addReasons = (sum: Summary['deadLetters'], more: Committed['deadLetters']): Summary['deadLetters'] => {
  const added: Partial<Record<Reason, number>> = { ...sum }
  for (const [reason, n] of Object.entries(more) as [Reason, number][]) added[reason] = (added[reason] ?? 0) + n
  return added
}
