import parquet, { type FieldDefinition, type ParquetEnvelopeWriter } from 'parquetjs-lite'
import thrift, { type ColumnChunk, type PageHeaderFields } from 'parquetjs-lite/gen-nodejs/parquet_types.js'
import util from 'parquetjs-lite/lib/util.js'
import protocols from 'parquetjs-lite/modules/thrift-lite/index.js'
import type { EncodedColumn, Page, Range } from './encode-column.ts'
import { writeNumbersFast } from './thrift-numbers.ts'

writeNumbersFast(protocols.TCompactProtocol.prototype)

/** Encoded columns -> a Parquet file of one row group, with the given key-value metadata. parquetjs-lite writes its headers and its footer. */
export const parquetFile = (
  columns: readonly EncodedColumn[],
  rows: number,
  metadata: Readonly<Record<string, string>>,
): Buffer => {
  const sections: Buffer[] = []
  const fields = columns.map(({ name, type }): [string, FieldDefinition] => [name, { type }])
  const schema = new parquet.ParquetSchema(Object.fromEntries(fields))
  const write = (bytes: Buffer) => void sections.push(bytes)
  const writer = new parquet.ParquetEnvelopeWriter(schema, write, () => {}, 0, {})
  writer.writeHeader()
  const written = columns.map((column) => writeColumn(writer, column, schema.fields[column.name]!.primitiveType))
  writer.rowCount = rows
  writer.rowGroups.push(
    new thrift.RowGroup({
      num_rows: rows,
      columns: written.map(({ chunk }) => chunk),
      total_byte_size: written.reduce((sum, { rawBytes }) => sum + rawBytes, 0),
    }),
  )
  writer.writeFooter(metadata)
  return Buffer.concat(sections)
}

/** Writes the pages of a column, the dictionary first, and answers where they lie. */
const writeColumn = (
  writer: ParquetEnvelopeWriter,
  { name, type, codec, dictionary, pages, range }: EncodedColumn,
  primitiveType: keyof typeof thrift.Type,
): { readonly chunk: ColumnChunk; readonly rawBytes: number } => {
  const begin = writer.offset
  let rawBytes = 0
  const writePage = (page: Page, fields: Partial<PageHeaderFields>): void => {
    const sizes = { uncompressed_page_size: page.rawBytes, compressed_page_size: page.bytes.length }
    const header = util.serializeThrift(new thrift.PageHeader({ ...sizes, ...fields }))
    writer.writeSection(header)
    writer.writeSection(page.bytes)
    rawBytes += header.length + page.rawBytes
  }

  if (dictionary !== null) writePage(dictionary, dictionaryPageHeader(dictionary))
  const dataBegin = writer.offset
  for (const page of pages) writePage(page, dataPageHeader(page))

  const { Type, CompressionCodec, ColumnMetaData, ColumnChunk } = thrift
  const encodings = [...(dictionary === null ? [] : [dictionary]), ...pages].map(({ encoding }) => encoding)
  const meta_data = new ColumnMetaData({
    type: Type[primitiveType],
    codec: CompressionCodec[codec],
    path_in_schema: [name],
    encodings: [...new Set(['RLE' as const, ...encodings])].map((encoding) => thrift.Encoding[encoding]),
    num_values: pages.reduce((sum, { values }) => sum + values, 0),
    total_uncompressed_size: rawBytes,
    total_compressed_size: writer.offset - begin,
    data_page_offset: dataBegin,
    ...(dictionary !== null && { dictionary_page_offset: begin }),
    // Of times only: they let a reader skip a part.
    ...(type === 'TIMESTAMP_MILLIS' && range !== null && { statistics: statisticsOf(range) }),
  })
  return { chunk: new ColumnChunk({ file_offset: 0, meta_data }), rawBytes }
}

const dictionaryPageHeader = ({ values, encoding }: Page): Partial<PageHeaderFields> => ({
  type: thrift.PageType.DICTIONARY_PAGE,
  dictionary_page_header: new thrift.DictionaryPageHeader({
    num_values: values,
    encoding: thrift.Encoding[encoding],
  }),
})

/** The columns are flat and required: there are no levels, whatever their encoding. */
const dataPageHeader = ({ values, encoding }: Page): Partial<PageHeaderFields> => ({
  type: thrift.PageType.DATA_PAGE,
  data_page_header: new thrift.DataPageHeader({
    num_values: values,
    encoding: thrift.Encoding[encoding],
    definition_level_encoding: thrift.Encoding.RLE,
    repetition_level_encoding: thrift.Encoding.RLE,
  }),
})

/** Under the old names too: without a column order in the footer some readers, pyarrow among them, believe no others. */
const statisticsOf = ({ least, greatest }: Range) => {
  const [min, max] = [int64(least), int64(greatest)]
  return new thrift.Statistics({ min, max, min_value: min, max_value: max, null_count: 0 })
}

const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes
}
