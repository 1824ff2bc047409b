import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import type { DataSetName } from './data-set.ts'
import { dataSetDirectory } from './part.ts'

/** A row as its Parquet part has it, by the columns of its data set: INT64 as a bigint, times as a Date. */
export type ParquetRow = Readonly<Record<string, unknown>>

/** The rows of one data set of a storage folder, part by part: one part is in memory at a time. None where there is no such data set. */
export async function* readDataSet(storage: string, dataSet: DataSetName): AsyncGenerator<ParquetRow> {
  const directory = join(storage, dataSetDirectory(dataSet))
  const paths = await readdir(directory, { recursive: true }).catch(whereMissing)
  for (const path of paths.filter((name) => name.endsWith('.parquet')).sort()) {
    const bytes = await readFile(join(directory, path))
    yield* await parquetReadObjects({
      file: new Uint8Array(bytes).buffer,
      compressors: { GZIP: (compressed) => gunzipSync(compressed) },
    })
  }
}

const whereMissing = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return []
  throw error
}
