import type { DataSetName } from '../sink/data-set.ts'
import { dataSetDirectory } from '../sink/part.ts'
import { type ParquetRow, readDataSet } from '../sink/read-parquet.ts'
import { plainText } from './plain-text.ts'
import { grouped } from './progress.ts'
import { table } from './table.ts'

const BUSIEST = 8

/** What a user wants to see of a storage folder, read back from its Parquet files. Lines of text. */
export const storageReport = async (storage: string): Promise<string> => {
  const windows = await trueCounts(storage)
  const sessions = await latestSessions(storage)
  return [
    'Busiest windows (results + late corrections)',
    table(
      ['window (UTC)', 'tenant', 'type', 'events'],
      windows
        .slice(0, BUSIEST)
        .map((w) => [windowText(w), plainText(w.tenant, 24), plainText(w.type, 16), grouped(w.occurrences)]),
    ),
    'Sessions by tenant',
    table(
      ['tenant', 'completed', 'mean s', 'last s'],
      sessions.map((row) => [
        plainText(String(row.tenant), 24),
        grouped(Number(row.session_count)),
        Number(row.avg_session_duration).toFixed(2),
        Number(row.last_session_duration).toFixed(2),
      ]),
    ),
  ].join('\n\n')
}

/** How to read a data set with what people have. `path` as typed into a program. */
export const howToRead = (storage: string): string => {
  const path = (dataSet: DataSetName) => `${storage}/${dataSetDirectory(dataSet)}`
  return [
    `The Parquet is in ${storage}. Read it with pandas or DuckDB:`,
    `  pd.read_parquet(${JSON.stringify(path('rolling_window_results'))})`,
    `  SELECT tenant, sum(occurrences) FROM '${path('rolling_window_results').replaceAll("'", "''")}/**/*.parquet' GROUP BY tenant`,
  ].join('\n')
}

interface WindowTotal {
  readonly startMs: number
  readonly endMs: number
  readonly tenant: string
  readonly type: string
  occurrences: number
}

/** Results plus corrections are the true counts (T6). The busiest first; as many entries in memory as there are counts. */
const trueCounts = async (storage: string): Promise<WindowTotal[]> => {
  const totals = new Map<string, WindowTotal>()
  for (const dataSet of ['rolling_window_results', 'late_window_corrections'] as const) {
    for await (const row of readDataSet(storage, dataSet)) addRow(totals, row)
  }
  return [...totals.values()].sort((a, b) => b.occurrences - a.occurrences || a.startMs - b.startMs)
}

const addRow = (totals: Map<string, WindowTotal>, row: ParquetRow): void => {
  const [tenant, type] = [String(row.tenant), String(row.event_type)]
  const [startMs, endMs] = [Number(row.window_start), Number(row.window_end)]
  const key = JSON.stringify([startMs, tenant, type])
  const total = totals.get(key) ?? { startMs, endMs, tenant, type, occurrences: 0 }
  total.occurrences += Number(row.occurrences)
  totals.set(key, total)
}

/** The last row of each tenant: it has the mean of all its sessions so far. */
const latestSessions = async (storage: string): Promise<ParquetRow[]> => {
  const latest = new Map<unknown, ParquetRow>()
  for await (const row of readDataSet(storage, 'session_stats')) {
    const known = latest.get(row.tenant)
    if (known === undefined || Number(row.session_count) > Number(known.session_count)) latest.set(row.tenant, row)
  }
  return [...latest.values()].sort((a, b) => Number(b.session_count) - Number(a.session_count))
}

const windowText = ({ startMs, endMs }: WindowTotal): string =>
  `${new Date(startMs).toISOString().slice(0, 19).replace('T', ' ')} to ${new Date(endMs).toISOString().slice(11, 19)}`
