import { DATA_SET_NAMES, type DataSetName } from './data-set.ts'
import type { FileSystem } from './file-system.ts'
import { dataSetDirectory } from './part.ts'

/** A part that has its final name, by what the name says of it. */
export interface ListedPart {
  readonly dataSet: DataSetName
  /** Within the storage folder. */
  readonly path: string
  /** YYYY-MM-DD, of its directory. */
  readonly date: string
  readonly commitId: string
  readonly partition: number
  readonly sequence: number
}

export interface ListedDataSets {
  readonly parts: readonly ListedPart[]
  /** What lies where readers look and is no part: they would read it too, or fail at it. */
  readonly strangers: readonly string[]
}

const DATE_DIRECTORY = /^date=(\d{4}-\d\d-\d\d)$/
const PART = /^(p(\d{1,5})-(\d{6,})-\w+)\.parquet$/

/** All that readers of the data sets see, in no order. What begins with a dot or an underscore they skip. */
export const listParts = async (fileSystem: Pick<FileSystem, 'list'>): Promise<ListedDataSets> => {
  const parts: ListedPart[] = []
  const strangers: string[] = []
  for (const dataSet of DATA_SET_NAMES) {
    for (const directory of await seenIn(fileSystem, dataSetDirectory(dataSet))) {
      const date = DATE_DIRECTORY.exec(directory)?.[1]
      const path = `${dataSetDirectory(dataSet)}/${directory}`
      const names = date === undefined ? null : await seenIn(fileSystem, path).catch(whereFile)
      if (date === undefined || names === null) strangers.push(path)
      else for (const name of names) addEntry({ parts, strangers }, { dataSet, date, path: `${path}/${name}` }, name)
    }
  }
  return { parts, strangers }
}

const addEntry = (
  { parts, strangers }: { readonly parts: ListedPart[]; readonly strangers: string[] },
  entry: Pick<ListedPart, 'dataSet' | 'date' | 'path'>,
  name: string,
): void => {
  const [, commitId, partition, sequence] = PART.exec(name) ?? []
  if (commitId === undefined) strangers.push(entry.path)
  else parts.push({ ...entry, commitId, partition: Number(partition), sequence: Number(sequence) })
}

const seenIn = async (fileSystem: Pick<FileSystem, 'list'>, path: string): Promise<readonly string[]> =>
  (await fileSystem.list(path)).filter((name) => !/^[._]/.test(name))

const whereFile = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOTDIR') return null
  throw error
}
