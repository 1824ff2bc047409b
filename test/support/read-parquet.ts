import { gunzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'

export type ParquetRow = Record<string, unknown>

const arrayBufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

/** The rows of a Parquet file: INT64 as a bigint, times as a Date. */
export const readParquet = (bytes: Buffer): Promise<ParquetRow[]> =>
  parquetReadObjects({
    file: arrayBufferOf(bytes),
    compressors: { GZIP: (compressed) => gunzipSync(compressed) },
  }) as Promise<ParquetRow[]>

/** The columns of a Parquet file in order, each as `name TYPE` or `name TYPE CONVERTED_TYPE`, and whether it may be null. */
export const columnsOf = (bytes: Buffer): string[] =>
  parquetMetadata(arrayBufferOf(bytes))
    .schema.slice(1) // the root
    .map(({ name, type, converted_type, repetition_type }) =>
      [name, type, converted_type, repetition_type === 'REQUIRED' ? null : repetition_type].filter(Boolean).join(' '),
    )

/** The key-value metadata of a Parquet file. */
export const keyValuesOf = (bytes: Buffer): Record<string, string | undefined> =>
  Object.fromEntries(
    (parquetMetadata(arrayBufferOf(bytes)).key_value_metadata ?? []).map(({ key, value }) => [key, value]),
  )

export const footerOf = (bytes: Buffer) => parquetMetadata(arrayBufferOf(bytes))
