import type { ParquetRow } from '../sink/decode-parquet.ts'
import type { ListedPart } from '../sink/list-parts.ts'
import type { Tell } from './difference.ts'
import type { ResultOrder } from './result-order.ts'
import type { SessionLedger } from './session-ledger.ts'
import { type CompletedRow, readCompleted, readUnmatched } from './session-row.ts'
import type { WindowLedger } from './window-ledger.ts'
import { checkWindowRow, type WindowShape, windowRow } from './window-row.ts'

/** Where rows are put, and what they have to be like. */
export interface RowScales {
  readonly window: WindowShape
  /** Rows may say that they are not complete. */
  readonly mayLack: boolean
  readonly windows: WindowLedger
  readonly order: ResultOrder
  readonly sessions: SessionLedger
  readonly tell: Tell
}

/** What the rows of a part add up to. */
export interface RowSums {
  readonly resultPairs: number
  readonly correctionPairs: number
  readonly completed: readonly CompletedRow[]
}

/** Puts a part's rows into the ledgers, and tells what each has wrong by itself. */
export const weighRows = (rows: readonly ParquetRow[], part: ListedPart, scales: RowScales): RowSums => {
  const { sessions, tell } = scales
  const sums = { resultPairs: 0, correctionPairs: 0, completed: [] as CompletedRow[] }
  switch (part.dataSet) {
    case 'rolling_window_results':
      return { ...sums, resultPairs: weighWindows(rows, part, true, scales) }
    case 'late_window_corrections':
      return { ...sums, correctionPairs: weighWindows(rows, part, false, scales) }
    case 'session_stats':
      return { ...sums, completed: rows.map((row) => readCompleted(row, part, sessions, tell)) }
    case 'unmatched_sessions':
      for (const row of rows) readUnmatched(row, part, sessions, tell)
      return sums
  }
}

const weighWindows = (
  rows: readonly ParquetRow[],
  part: ListedPart,
  isResult: boolean,
  { window, windows, order, mayLack, tell }: RowScales,
): number => {
  let pairs = 0
  for (const row of rows) {
    const read = windowRow(row)
    windows.addRow(read, part.path, isResult)
    pairs += read.occurrences
    // A row that is wrong by itself says nothing of those behind it.
    if (checkWindowRow(row, window, part, mayLack, tell) && isResult) order.add(read, part.path, tell)
  }
  return pairs
}
