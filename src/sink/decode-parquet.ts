import { gunzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'

/** A row as its Parquet part has it, by the columns of its data set: INT64 as a bigint, times as a Date. */
export type ParquetRow = Readonly<Record<string, unknown>>

/** A part whose footer is read, and its rows only when they are asked for. */
export interface OpenPart {
  readonly metadata: Readonly<Record<string, string | undefined>>
  /** The least and the greatest time of a column, unix milliseconds, where the part says it: older ones do not of times before 1970. */
  timesOf(column: string): { readonly leastMs: number; readonly greatestMs: number } | null
  /** With these columns, or all of them. Rejects where they are damaged. */
  rows(columns?: string[]): Promise<readonly ParquetRow[]>
}

/** @throws where the bytes are not a whole Parquet file. */
export const openPart = (bytes: Buffer): OpenPart => {
  const file = new Uint8Array(bytes).buffer
  const footer = parquetMetadata(file)
  return {
    metadata: Object.fromEntries((footer.key_value_metadata ?? []).map(({ key, value }) => [key, value])),
    timesOf: (column) => {
      const ranges = footer.row_groups.map(({ columns }) => {
        const statistics = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column)?.meta_data
          ?.statistics
        return [statistics?.min_value ?? statistics?.min, statistics?.max_value ?? statistics?.max]
      })
      if (!ranges.flat().every((value) => value instanceof Date)) return null
      const times = ranges.flat().map(Number)
      return { leastMs: Math.min(...times), greatestMs: Math.max(...times) }
    },
    rows: (columns) =>
      parquetReadObjects({
        ...{ file, metadata: footer, compressors: { GZIP: (compressed) => gunzipSync(compressed) } },
        ...(columns !== undefined && { columns }),
      }),
  }
}
