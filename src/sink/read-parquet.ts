import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataSetName } from './data-set.ts'
import { openPart, type ParquetRow } from './decode-parquet.ts'
import { dataSetDirectory } from './part.ts'

export type { ParquetRow } from './decode-parquet.ts'

/** The rows of one data set of a storage folder, part by part: one part is in memory at a time. None where there is no such data set. */
export async function* readDataSet(storage: string, dataSet: DataSetName): AsyncGenerator<ParquetRow> {
  const directory = join(storage, dataSetDirectory(dataSet))
  const paths = await readdir(directory, { recursive: true }).catch(whereMissing)
  for (const path of paths.filter((name) => name.endsWith('.parquet')).sort()) {
    yield* await openPart(await readFile(join(directory, path))).rows()
  }
}

const whereMissing = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return []
  throw error
}
