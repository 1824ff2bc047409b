import { Writable } from 'node:stream'
import { parquetMetadata } from 'hyparquet'
import parquet, { type ColumnData } from 'parquetjs-lite'
import type { Column, ColumnType, DataSet, RowContext } from './data-set.ts'

/**
 * Rows -> the bytes of one Parquet file: one row group, GZIP, with the given key-value metadata. At least one row.
 *
 * parquetjs-lite is fed whole columns through the row buffer that its lib/shred.js documents (its version is pinned): 4 to 5 times as
 * fast as appendRow. Encoded in memory, because it neither awaits its header write nor knows fsync; the footer is read back,
 * by another library, before anyone is told that the part is good.
 */
export const encodeParquet = async <Row>(
  { columns }: DataSet<Row>,
  rows: readonly Row[],
  context: RowContext,
  metadata: Readonly<Record<string, string>>,
): Promise<Buffer> => {
  const encoded = columns.map((column) => ({ column, ...columnData(column, rows, context) }))
  const schema = new parquet.ParquetSchema(
    Object.fromEntries(
      encoded.map(({ column: { name, type }, statistics }) => [name, { type, compression: 'GZIP', statistics }]),
    ),
  )
  const chunks: Buffer[] = []
  const memory = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk)
      done()
    },
  })
  const writer = await parquet.ParquetWriter.openStream(schema, memory, {
    rowGroupSize: rows.length,
    useDataPageV2: false,
    pageIndex: false, // what it writes lacks the required null_pages
  })
  writer.rowBuffer = {
    rowCount: rows.length,
    pageRowCount: rows.length,
    columnData: Object.fromEntries(encoded.map(({ column, data }) => [column.name, data])),
    pages: Object.fromEntries(columns.map(({ name }) => [name, []])),
  }
  for (const [key, value] of Object.entries(metadata)) writer.setMetadata(key, value)
  await writer.close()
  const bytes = Buffer.concat(chunks)
  checkFooter(bytes, rows.length)
  return bytes
}

const columnData = <Row>(column: Column<Row>, rows: readonly Row[], context: RowContext) => {
  const values = rows.map((row) => column.value(row, context))
  // Statistics are what lets a reader skip a part by its time. The library cannot write those of a time before 1970.
  const distinct = new Set(column.type === 'TIMESTAMP_MILLIS' ? values : [])
  const statistics = distinct.size > 0 && [...distinct].every((value) => Number(value) >= 0)
  const levels = new Array<number>(rows.length).fill(0) // flat and required: no levels
  const data: ColumnData = {
    dlevels: levels,
    rlevels: levels,
    values: values.map((value) => toPrimitive(column.type, value)),
    distinct_values: distinct,
    count: rows.length,
  }
  return { data, statistics }
}

const toPrimitive = (type: ColumnType, value: string | number | boolean) =>
  type === 'UTF8' ? Buffer.from(String(value)) : value

const checkFooter = (bytes: Buffer, rows: number): void => {
  const found = Number(parquetMetadata(arrayBufferOf(bytes)).num_rows)
  if (found !== rows) throw new Error(`a Parquet part was encoded with ${found} rows instead of ${rows}`)
}

const arrayBufferOf = ({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer =>
  (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength)
