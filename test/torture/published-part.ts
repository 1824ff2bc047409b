import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Books } from '../../src/checkpoint/books.ts'
import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import { dataSetDirectory } from '../../src/sink/part.ts'
import { occurrencesOf } from '../support/published.ts'
import { keyValuesOf, type ParquetRow, readParquet } from '../support/read-parquet.ts'

/** A published part, read whole. */
export interface PublishedPart {
  readonly dataSet: DataSetName
  /** Within the storage folder. */
  readonly path: string
  /** Its file name without the extension, which the parts of one commit share. */
  readonly commitId: string
  readonly books: Books
  readonly rows: readonly ParquetRow[]
  /** The pairs that its rows count; 0 in the data sets of sessions. */
  readonly pairs: number
}

/** The paths of all published parts, in the order of their data sets and names. */
export const publishedPaths = async (storage: string): Promise<readonly string[]> => {
  const lists = DATA_SET_NAMES.map(async (dataSet) => {
    const directory = dataSetDirectory(dataSet)
    const names = await readdir(join(storage, directory), { recursive: true }).catch((): string[] => [])
    return names
      .filter((name) => name.endsWith('.parquet'))
      .map((name) => join(directory, name))
      .sort()
  })
  return (await Promise.all(lists)).flat()
}

/** @throws where it is not a whole Parquet file with its part of the books. */
export const readPart = async (storage: string, path: string): Promise<PublishedPart> => {
  const bytes = await readFile(join(storage, path))
  const dataSet = path.split('.parquet')[0] as DataSetName
  const books: unknown = JSON.parse(keyValuesOf(bytes)['tideline.books'] ?? 'null')
  if (books === null) throw new Error(`${path} has no books`)
  const rows = await readParquet(bytes)
  const pairs = 'occurrences' in (rows[0] ?? {}) ? occurrencesOf(rows) : 0
  return { dataSet, path, commitId: basename(path, '.parquet'), books: books as Books, rows, pairs }
}
