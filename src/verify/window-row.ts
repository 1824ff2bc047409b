import type { ParquetRow } from '../sink/decode-parquet.ts'
import type { ListedPart } from '../sink/list-parts.ts'
import { utcDate } from '../sink/part.ts'
import type { Tell } from './difference.ts'
import { isoTime } from './iso-time.ts'

/** As the storage's identity says (T2). */
export interface WindowShape {
  readonly sizeMs: number
  readonly stepMs: number
}

/** A row of results or corrections, times in unix milliseconds. */
export interface WindowRow {
  readonly tenant: string
  readonly type: string
  readonly occurrences: number
  readonly startMs: number
  readonly lastMs: number
}

export const windowRow = (row: ParquetRow): WindowRow => ({
  tenant: String(row.tenant),
  type: String(row.event_type),
  occurrences: Number(row.occurrences),
  startMs: Number(row.window_start),
  lastMs: Number(row.last_event_ts),
})

/**
 * Tells what a row says of itself that no count shows: its window, its part, its partition (T2, T7). `mayLack`: some may be incomplete.
 * False where it told something.
 */
export const checkWindowRow = (
  row: ParquetRow,
  { sizeMs, stepMs }: WindowShape,
  { partition, date, path }: ListedPart,
  mayLack: boolean,
  tell: Tell,
): boolean => {
  const { tenant, type, occurrences, startMs, lastMs } = windowRow(row)
  let isRight = true
  const wrong = (what: string, expected: string, found: unknown) => {
    isRight = false
    tell({ partition, what, tenant, name: type, timeMs: startMs, expected, found: String(found), where: path })
  }

  if (!(Number.isSafeInteger(occurrences) && occurrences >= 1))
    wrong('occurrences', 'a whole number above 0', occurrences)
  if (!(startMs % stepMs === 0)) wrong('window_start', `a multiple of ${stepMs} ms`, isoTime(startMs))
  if (Number(row.window_end) !== startMs + sizeMs)
    wrong('window_end', isoTime(startMs + sizeMs), isoTime(Number(row.window_end)))
  if (row.window_size !== sizeMs / 1000) wrong('window_size', String(sizeMs / 1000), row.window_size)
  if (!(lastMs >= startMs && lastMs < startMs + sizeMs)) wrong('last_event_ts', 'a time in the window', isoTime(lastMs))
  if (row.partition !== partition) wrong('partition', String(partition), row.partition)
  if (!mayLack && row.complete !== true) wrong('complete', 'true', row.complete)
  checkDate(startMs, date, wrong)
  return isRight
}

/** A part lies in the directory of its rows' date. */
export const checkDate = (
  ms: number,
  date: string,
  wrong: (what: string, expected: string, found: string) => void,
): void => {
  const expected = Number.isNaN(new Date(ms).getTime()) ? 'a date' : utcDate(ms)
  if (expected !== date) wrong('date', expected, date)
}
