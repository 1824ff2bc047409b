/** The parts of parquetjs-lite 0.8.7 that `parquet-file.ts` uses: its envelope writer, for which its own thrift types make the headers. */
declare module 'parquetjs-lite' {
  import type thrift from 'parquetjs-lite/gen-nodejs/parquet_types.js'
  import type { RowGroup } from 'parquetjs-lite/gen-nodejs/parquet_types.js'

  export interface FieldDefinition {
    type: string
  }
  export class ParquetSchema {
    constructor(fields: Record<string, FieldDefinition>)
    fields: Record<string, { primitiveType: keyof typeof thrift.Type }>
  }
  export class ParquetEnvelopeWriter {
    constructor(
      schema: ParquetSchema,
      write: (bytes: Buffer) => void,
      close: () => void,
      fileOffset: number,
      options: Record<string, never>,
    )
    /** Where the next section begins. */
    readonly offset: number
    rowCount: number
    rowGroups: RowGroup[]
    writeHeader(): void
    writeSection(bytes: Buffer): void
    writeFooter(metadata: Readonly<Record<string, string>>): void
  }
  const parquet: {
    ParquetSchema: typeof ParquetSchema
    ParquetEnvelopeWriter: typeof ParquetEnvelopeWriter
  }
  export default parquet
}

/** What the Thrift compiler made of the Parquet format: the fields are named as there. */
declare module 'parquetjs-lite/gen-nodejs/parquet_types.js' {
  export interface PageHeaderFields {
    type: number
    uncompressed_page_size: number
    compressed_page_size: number
    data_page_header: DataPageHeader
    dictionary_page_header: DictionaryPageHeader
  }
  export class PageHeader {
    constructor(fields: Partial<PageHeaderFields>)
  }
  export class DataPageHeader {
    constructor(fields: {
      num_values: number
      encoding: number
      definition_level_encoding: number
      repetition_level_encoding: number
    })
  }
  export class DictionaryPageHeader {
    constructor(fields: { num_values: number; encoding: number })
  }
  export class Statistics {
    constructor(fields: { min: Buffer; max: Buffer; min_value: Buffer; max_value: Buffer; null_count: number })
  }
  export class ColumnMetaData {
    constructor(fields: {
      type: number
      codec: number
      path_in_schema: string[]
      encodings: number[]
      num_values: number
      total_uncompressed_size: number
      total_compressed_size: number
      data_page_offset: number
      dictionary_page_offset?: number
      statistics?: Statistics
    })
  }
  export class ColumnChunk {
    constructor(fields: { file_offset: number; meta_data: ColumnMetaData })
  }
  export class RowGroup {
    constructor(fields: { num_rows: number; columns: ColumnChunk[]; total_byte_size: number })
  }
  const thrift: {
    PageHeader: typeof PageHeader
    DataPageHeader: typeof DataPageHeader
    DictionaryPageHeader: typeof DictionaryPageHeader
    Statistics: typeof Statistics
    ColumnMetaData: typeof ColumnMetaData
    ColumnChunk: typeof ColumnChunk
    RowGroup: typeof RowGroup
    Type: Record<'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY', number>
    PageType: Record<'DATA_PAGE' | 'DICTIONARY_PAGE', number>
    Encoding: Record<'PLAIN' | 'RLE' | 'RLE_DICTIONARY' | 'DELTA_BINARY_PACKED', number>
    CompressionCodec: Record<'UNCOMPRESSED' | 'GZIP', number>
  }
  export default thrift
}

declare module 'parquetjs-lite/lib/util.js' {
  const util: { serializeThrift(struct: object): Buffer }
  export default util
}

declare module 'parquetjs-lite/modules/thrift-lite/index.js' {
  class TCompactProtocol {
    constructor(trans: { write(bytes: Buffer): void })
    readonly trans: { write(bytes: Buffer): void }
    writeByte(byte: number): void
    writeVarint32(value: number): void
    writeI64(value: unknown): void
  }
  const thrift: { TCompactProtocol: typeof TCompactProtocol }
  export default thrift
}
