import { LATE_WINDOW_CORRECTIONS, ROLLING_WINDOW_RESULTS } from '../../src/sink/data-set.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'
import { keyValuesOf, type ParquetRow, readParquet } from '../support/read-parquet.ts'

const DATA_SETS = { rolling_window_results: ROLLING_WINDOW_RESULTS, late_window_corrections: LATE_WINDOW_CORRECTIONS }

/** The same part, books and all, but its first row counts one more: a wrong number that only a comparison can find. */
export const recount = async (bytes: Buffer, name: keyof typeof DATA_SETS): Promise<Buffer> => {
  const [first, ...rest] = await readParquet(bytes)
  const rows: ParquetRow[] = [{ ...first, occurrences: Number(first!.occurrences) + 1 }, ...rest]
  const { columns, ...dataSet } = DATA_SETS[name]
  const copied = columns.map((column) => ({ ...column, value: (row: ParquetRow) => plain(row[column.name]) }))
  const books = { 'tideline.books': keyValuesOf(bytes)['tideline.books']! }
  const context = { partition: 0, windowSizeMs: 0, completeFromMs: null }
  return encodeParquet({ ...dataSet, dateMs: () => 0, columns: copied }, rows, context, books)
}

/** A value as the encoder takes it: no Date, no bigint. */
const plain = (value: unknown): string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' ? value : Number(value)
