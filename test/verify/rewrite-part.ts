import { readFile, writeFile } from 'node:fs/promises'
import {
  type Column,
  type DataSetName,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../../src/sink/data-set.ts'
import { openPart, type ParquetRow } from '../../src/sink/decode-parquet.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'

const columnsOf = (columns: readonly Column<never>[]): Column<ParquetRow>[] =>
  columns.map(({ name, type }) => ({ name, type, value: (row) => plain(row[name]) }))

const COLUMNS: Readonly<Record<DataSetName, Column<ParquetRow>[]>> = {
  rolling_window_results: columnsOf(ROLLING_WINDOW_RESULTS.columns),
  late_window_corrections: columnsOf(LATE_WINDOW_CORRECTIONS.columns),
  session_stats: columnsOf(SESSION_STATS.columns),
  unmatched_sessions: columnsOf(UNMATCHED_SESSIONS.columns),
}

export type Rewrite = (rows: readonly ParquetRow[], books: Record<string, number>) => readonly ParquetRow[]

/** Writes a part again with other rows, or other books, under its own name. */
export const rewritePart = async (dataSet: DataSetName, path: string, rewrite: Rewrite): Promise<void> => {
  const part = openPart(await readFile(path))
  const books = JSON.parse(part.metadata['tideline.books']!)
  const rewritten = rewrite(await part.rows(), books)
  const bytes = await encodeParquet(
    { name: dataSet, columns: COLUMNS[dataSet], dateMs: () => 0 },
    rewritten,
    { partition: 0, windowSizeMs: 0, completeFromMs: null },
    { 'tideline.books': JSON.stringify(books) },
  )
  await writeFile(path, bytes)
}

/** A value as the encoder takes it: no Date, no bigint. */
const plain = (value: unknown): string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' ? value : Number(value)
