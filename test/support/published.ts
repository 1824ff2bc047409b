import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import type { MemoryDisk } from './memory-file-system.ts'
import { type ParquetRow, readParquet } from './read-parquet.ts'

export type Published = Readonly<Record<DataSetName, readonly ParquetRow[]>>

/** All rows of a disk's data sets, in the order of their parts' names. */
export const publishedOn = async (disk: MemoryDisk): Promise<Published> => {
  const rows: Partial<Record<DataSetName, ParquetRow[]>> = {}
  for (const name of DATA_SET_NAMES) {
    const parts = disk.names(`${name}.parquet/`).map((part) => readParquet(disk.read(part)!))
    rows[name] = (await Promise.all(parts)).flat()
  }
  return rows as Published
}

/** Rows as text in one order, for a comparison that does not depend on parts. */
export const sorted = (rows: readonly ParquetRow[]): string[] =>
  rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).sort()

/** Corrections of one window, tenant and type added up: how they are cut depends on the commits (T12). */
export const summedUp = (corrections: readonly ParquetRow[]): string[] => {
  const sums = new Map<string, { occurrences: number; last: number }>()
  for (const { occurrences, last_event_ts, ...key } of corrections) {
    const sum = sums.get(JSON.stringify(key)) ?? { occurrences: 0, last: 0 }
    sum.occurrences += Number(occurrences)
    sum.last = Math.max(sum.last, Number(last_event_ts))
    sums.set(JSON.stringify(key), sum)
  }
  return [...sums].map(([key, sum]) => `${key} ${JSON.stringify(sum)}`).sort()
}

export const occurrencesOf = (rows: readonly ParquetRow[]): number =>
  rows.reduce((sum, { occurrences }) => sum + Number(occurrences), 0)
