/** The part of parquetjs-lite 0.8.7 that `encode-parquet.ts` uses, its row buffer as lib/shred.js documents it. */
declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream'

  export interface FieldDefinition {
    type: string
    compression: 'GZIP' | 'UNCOMPRESSED'
    statistics: boolean
  }
  export class ParquetSchema {
    constructor(fields: Record<string, FieldDefinition>)
  }
  export interface ColumnData {
    dlevels: number[]
    rlevels: number[]
    values: readonly unknown[]
    distinct_values: Set<unknown>
    count: number
  }
  export interface RowBuffer {
    rowCount: number
    pageRowCount: number
    columnData: Record<string, ColumnData>
    pages: Record<string, unknown[]>
  }
  export class ParquetWriter {
    static openStream(
      schema: ParquetSchema,
      stream: Writable,
      options: { rowGroupSize: number; useDataPageV2: boolean; pageIndex: boolean },
    ): Promise<ParquetWriter>
    rowBuffer: RowBuffer
    setMetadata(key: string, value: string): void
    close(): Promise<void>
  }
  const parquet: {
    ParquetSchema: typeof ParquetSchema
    ParquetWriter: typeof ParquetWriter
  }
  export default parquet
}
