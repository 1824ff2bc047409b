import type { DataSet, DataSetName, RowContext } from './data-set.ts'
import { encodeParquet } from './encode-parquet.ts'
import type { FileSystem } from './file-system.ts'
import { byDate, type Part, partOf, STAGING_DIRECTORY } from './part.ts'

/** The rows of one data set, whatever their type: a list of data sets has rows of several. */
export interface RowSet {
  readonly dataSet: DataSetName
  readonly rows: number
  /** The bytes of a part for each date on which there are rows, encoded when it is their turn. */
  readonly encode: (
    context: RowContext,
    metadata: Metadata,
  ) => Iterable<{ readonly date: string; readonly bytes: Promise<Buffer> }>
}

export type Metadata = Readonly<Record<string, string>>

export const rowSet = <Row>(dataSet: DataSet<Row>, rows: readonly Row[]): RowSet => ({
  dataSet: dataSet.name,
  rows: rows.length,
  *encode(context, metadata) {
    for (const [date, ofDate] of byDate(rows, dataSet.dateMs))
      yield { date, bytes: encodeParquet(dataSet, ofDate, context, metadata) }
  },
})

export interface StagedParts {
  readonly parts: readonly Part[]
  readonly bytes: number
}

/**
 * Encodes rows and stages them, a part for each data set and date, durable when resolved (R2, step 1). One part is in memory at a time.
 */
export const stageParts = async (
  fileSystem: FileSystem,
  commitId: string,
  rowSets: readonly RowSet[],
  context: RowContext,
  metadata: Metadata,
): Promise<StagedParts> => {
  const parts: Part[] = []
  let bytes = 0
  for (const { dataSet, encode } of rowSets) {
    for (const encoded of encode(context, metadata)) {
      const part = partOf(commitId, dataSet, encoded.date)
      const content = await encoded.bytes
      await fileSystem.create(part.staged, content)
      bytes += content.length
      parts.push(part)
    }
  }
  if (parts.length > 0) await fileSystem.syncDirectory(STAGING_DIRECTORY)
  return { parts, bytes }
}
