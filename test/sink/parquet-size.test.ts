import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type DataSet,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../../src/sink/data-set.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'
import { hasPythonModules, runPython } from '../support/python.ts'
import { changingWindows, typicalSessions, typicalUnmatched, typicalWindows } from '../support/typical-rows.ts'

interface Compared {
  readonly same: Readonly<Record<'pyarrow' | 'pandas' | 'duckdb', boolean>>
  readonly bytes: number
  /** What pyarrow writes of the same rows. Its own schema is key-value metadata, of which ours has none here. */
  readonly pyarrow: Readonly<Record<'as it is' | 'without its schema', number>>
  /** Whether the footer has the least and the greatest of each column of times. */
  readonly saysItsTimes: boolean
}

const CONTEXT = { partition: 3, windowSizeMs: 10_000, completeFromMs: null }
const COUNTS = [1, 300, 60_000]

const CASES: Readonly<Record<string, (rows: number) => readonly [DataSet<never>, readonly unknown[]]>> = {
  rolling_window_results: (rows) => [ROLLING_WINDOW_RESULTS, typicalWindows(rows)],
  late_window_corrections: (rows) => [LATE_WINDOW_CORRECTIONS, typicalWindows(rows, true)],
  'rolling_window_results that change': (rows) => [ROLLING_WINDOW_RESULTS, changingWindows(rows)],
  session_stats: (rows) => [SESSION_STATS, typicalSessions(rows, true)],
  'session_stats, UUIDs': (rows) => [SESSION_STATS, typicalSessions(rows, false)],
  unmatched_sessions: (rows) => [UNMATCHED_SESSIONS, typicalUnmatched(rows, true)],
  'unmatched_sessions, UUIDs': (rows) => [UNMATCHED_SESSIONS, typicalUnmatched(rows, false)],
}

describe.runIf(hasPythonModules('pyarrow', 'pandas', 'duckdb'))('encodeParquet, beside pyarrow', () => {
  let folder: string
  let compared: Readonly<Record<string, Compared>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-size-'))
    for (const [name, rowsOf] of Object.entries(CASES))
      for (const count of COUNTS) {
        const [dataSet, rows] = rowsOf(count) as [DataSet<unknown>, readonly unknown[]]
        const values = dataSet.columns.map((column) => [column.name, rows.map((row) => column.value(row, CONTEXT))])
        const columns = Object.fromEntries(values)
        const types = Object.fromEntries(dataSet.columns.map((column) => [column.name, column.type]))
        await writeFile(join(folder, `${name} ${count}.json`), JSON.stringify({ types, columns }))
        await writeFile(join(folder, `${name} ${count}.parquet`), await encodeParquet(dataSet, rows, CONTEXT, {}))
      }
    compared = runPython('compare_parquet.py', folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  describe.each(Object.keys(CASES))('%s', (name) => {
    it.each(COUNTS)('of %d rows is read by pyarrow, pandas and DuckDB as it was written', (count) => {
      expect(compared[`${name} ${count}`]!.same).toEqual({ pyarrow: true, pandas: true, duckdb: true })
    })

    it.each(COUNTS)('of %d rows is smaller than what pyarrow writes of them with Snappy', (count) => {
      const { bytes, pyarrow } = compared[`${name} ${count}`]!
      expect(bytes).toBeLessThan(pyarrow['as it is'])
      expect(bytes).toBeLessThan(pyarrow['without its schema'])
    })

    it.each(COUNTS)('of %d rows tells pyarrow the least and the greatest of each time', (count) => {
      expect(compared[`${name} ${count}`]!.saysItsTimes).toBe(true)
    })
  })
})
