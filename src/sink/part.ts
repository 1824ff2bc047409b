import type { DataSetName } from './data-set.ts'

const STAGING = '.staging'

/** A part on its way: staged under a name of its own, then published as its data set's (R2). Paths within the storage folder. */
export interface Part {
  readonly dataSet: DataSetName
  readonly staged: string
  readonly published: string
}

export const STAGING_DIRECTORY = STAGING

/**
 * Names a part by its commit and its day: no name is used for two contents, and nothing of it comes from an event but a date.
 *
 *   .staging/p3-000017-8f3a0c1d-session_stats-2015-05-17.parquet
 *   session_stats.parquet/date=2015-05-17/p3-000017-8f3a0c1d.parquet
 */
export const partOf = (commitId: string, dataSet: DataSetName, date: string): Part => ({
  dataSet,
  staged: `${STAGING}/${commitId}-${dataSet}-${date}.parquet`,
  published: `${dataSetDirectory(dataSet)}/date=${date}/${commitId}.parquet`,
})

export const dataSetDirectory = (dataSet: DataSetName): string => `${dataSet}.parquet`

/** What all names of a partition's commits begin with: `p3-`. */
export const partitionPrefix = (partition: number): string => `p${partition}-`

/** The UTC date of a time, YYYY-MM-DD. Times from year 0 to 9999 (E4 sees to it). */
export const utcDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const DAY_MS = 86_400_000

/**
 * Rows by the UTC date of their time, each date's in their order. Mostly all are of one date, and stay where they are: that takes less
 * than half the time.
 */
export const byDate = <Row>(
  rows: readonly Row[],
  dateMs: (row: Row) => number,
): ReadonlyMap<string, readonly Row[]> => {
  if (rows.length === 0) return new Map()
  const dayOf = (row: Row) => Math.floor(dateMs(row) / DAY_MS)
  const first = dayOf(rows[0]!)
  if (rows.every((row) => dayOf(row) === first)) return new Map([[dateOf(first), rows]])
  const byDay = new Map<number, Row[]>()
  for (const row of rows) {
    const day = dayOf(row)
    const sameDay = byDay.get(day)
    if (sameDay === undefined) byDay.set(day, [row])
    else sameDay.push(row)
  }
  return new Map([...byDay].map(([day, dayRows]) => [dateOf(day), dayRows]))
}

const dateOf = (day: number): string => utcDate(day * DAY_MS)
