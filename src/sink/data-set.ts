import type { CompletedSession, UnmatchedSession } from '../session/session-step.ts'
import type { WindowCount } from '../window/roll-windows.ts'

/** The Parquet types in use; TIMESTAMP_MILLIS is unix milliseconds, UTC. Whole numbers stay below 2^53. */
export type ColumnType = 'UTF8' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP_MILLIS'

/** What a column's type takes; a DOUBLE of -0 may come back as 0. */
export type ColumnValue = string | number | boolean

/** What a row needs to know besides itself. */
export interface RowContext {
  readonly partition: number
  readonly windowSizeMs: number
  /** Windows that start before this time may have begun before the program could see the log; null: it saw it all. */
  readonly completeFromMs: number | null
}

export interface Column<Row> {
  readonly name: string
  readonly type: ColumnType
  readonly value: (row: Row, context: RowContext) => ColumnValue
}

export interface DataSet<Row> {
  readonly name: DataSetName
  readonly columns: readonly Column<Row>[]
  /** The time whose UTC date names the directory that the row's part lies in. */
  readonly dateMs: (row: Row) => number
}

export const DATA_SET_NAMES = [
  'rolling_window_results',
  'late_window_corrections',
  'session_stats',
  'unmatched_sessions',
] as const
export type DataSetName = (typeof DATA_SET_NAMES)[number]

const column = <Row>(name: string, type: ColumnType, value: Column<Row>['value']): Column<Row> => ({
  name,
  type,
  value,
})

const windowColumns: readonly Column<WindowCount>[] = [
  column('tenant', 'UTF8', ({ tenant }) => tenant),
  column('event_type', 'UTF8', ({ type }) => type),
  column('occurrences', 'INT64', ({ occurrences }) => occurrences),
  column('window_size', 'DOUBLE', (_, { windowSizeMs }) => windowSizeMs / 1000),
  column('window_start', 'TIMESTAMP_MILLIS', ({ windowStartMs }) => windowStartMs),
  column('window_end', 'TIMESTAMP_MILLIS', ({ windowStartMs }, { windowSizeMs }) => windowStartMs + windowSizeMs),
  column('last_event_ts', 'TIMESTAMP_MILLIS', ({ lastEventMs }) => lastEventMs),
  column('partition', 'INT32', (_, { partition }) => partition),
  column(
    'complete',
    'BOOLEAN',
    ({ windowStartMs }, { completeFromMs }) => completeFromMs === null || windowStartMs >= completeFromMs,
  ),
]

/** One row a closed window, tenant and type, final (T3, T7). */
export const ROLLING_WINDOW_RESULTS: DataSet<WindowCount> = {
  name: 'rolling_window_results',
  columns: windowColumns,
  dateMs: ({ windowStartMs }) => windowStartMs,
}

/** What came after its window had closed: added to the results it gives the true count (T6). One row a commit and key (T12). */
export const LATE_WINDOW_CORRECTIONS: DataSet<WindowCount> = {
  ...ROLLING_WINDOW_RESULTS,
  name: 'late_window_corrections',
}

/** One row a completed session (S5). */
export const SESSION_STATS: DataSet<CompletedSession> = {
  name: 'session_stats',
  columns: [
    column('tenant', 'UTF8', ({ tenant }) => tenant),
    column('last_session_duration', 'DOUBLE', ({ startMs, endMs }) => (endMs - startMs) / 1000),
    column('avg_session_duration', 'DOUBLE', ({ totalMs, sessionCount }) => totalMs / sessionCount / 1000),
    column('session_count', 'INT64', ({ sessionCount }) => sessionCount),
    column('session_id', 'UTF8', ({ sessionId }) => sessionId),
    column('session_start', 'TIMESTAMP_MILLIS', ({ startMs }) => startMs),
    column('session_end', 'TIMESTAMP_MILLIS', ({ endMs }) => endMs),
    column('partition', 'INT32', (_, { partition }) => partition),
  ],
  dateMs: ({ endMs }) => endMs,
}

/** One row a start or an end without a partner, with its outcome (S5). */
export const UNMATCHED_SESSIONS: DataSet<UnmatchedSession> = {
  name: 'unmatched_sessions',
  columns: [
    column('tenant', 'UTF8', ({ tenant }) => tenant),
    column('session_id', 'UTF8', ({ sessionId }) => sessionId),
    column('outcome', 'UTF8', ({ outcome }) => outcome),
    column('event_ts', 'TIMESTAMP_MILLIS', ({ eventMs }) => eventMs),
    column('partition', 'INT32', (_, { partition }) => partition),
  ],
  dateMs: ({ eventMs }) => eventMs,
}
