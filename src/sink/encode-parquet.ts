import { setImmediate } from 'node:timers/promises'
import { parquetMetadata } from 'hyparquet'
import type { DataSet, RowContext } from './data-set.ts'
import { ColumnEncoder } from './encode-column.ts'
import { parquetFile } from './parquet-file.ts'
import { Scratch } from './scratch.ts'

/** Between pages others have their turn, every 2 to 4 ms. An array of more than 16,000 values is slow to make: V8 puts it elsewhere. */
const PAGE_ROWS = 8_192

/**
 * Rows -> the bytes of one Parquet file: one row group, with the given key-value metadata.
 *
 *   rows  -8192-8192-8192-5|    a page of each column, then the event loop goes on
 *   file  ------------------F   columns one behind the other, footer
 *
 * In memory, besides the rows: what is encoded so far (4 to 40 bytes a row), one page of one column, the distinct values of columns that
 * repeat themselves; at the end the file once more. The footer is read back, by another library, before anyone is told that the part is good.
 * Up to a page of rows takes no turn of the event loop.
 */
export const encodeParquet = async <Row>(
  dataSet: DataSet<Row>,
  rows: readonly Row[],
  context: RowContext,
  metadata: Readonly<Record<string, string>>,
): Promise<Buffer> => {
  const scratch = new Scratch()
  const columns = dataSet.columns.map((column) => new ColumnEncoder(column, context, scratch))
  for (let from = 0; from < rows.length; from += PAGE_ROWS) {
    if (from > 0) await setImmediate()
    const page = rows.slice(from, from + PAGE_ROWS)
    for (const column of columns) column.add(page)
  }
  const encoded = columns.map((column) => column.finish())
  const bytes = parquetFile(encoded, rows.length, metadata)
  checkFooter(bytes, rows.length)
  return bytes
}

const checkFooter = (bytes: Buffer, rows: number): void => {
  const length = bytes.readUInt32LE(bytes.length - 8)
  const footer = new Uint8Array(bytes.subarray(-8 - length)) // a copy of it, not of the whole file
  const found = Number(parquetMetadata(footer.buffer).num_rows)
  if (found !== rows) throw new Error(`a Parquet part was encoded with ${found} rows instead of ${rows}`)
}
