import { gunzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'

/** A row as its Parquet part has it, by the columns of its data set: INT64 as a bigint, times as a Date. */
export type ParquetRow = Readonly<Record<string, unknown>>

export interface DecodedParquet {
  readonly rows: readonly ParquetRow[]
  /** The key-value metadata of the file. */
  readonly metadata: Readonly<Record<string, string | undefined>>
}

/** The bytes of a Parquet part, read whole. Rejects where they are none, or damaged. */
export const decodeParquet = async (bytes: Uint8Array): Promise<DecodedParquet> => {
  const file = new Uint8Array(bytes).buffer
  const footer = parquetMetadata(file)
  const rows = await parquetReadObjects({
    file,
    metadata: footer,
    compressors: { GZIP: (compressed) => gunzipSync(compressed) },
  })
  const metadata = Object.fromEntries((footer.key_value_metadata ?? []).map(({ key, value }) => [key, value]))
  return { rows, metadata }
}
