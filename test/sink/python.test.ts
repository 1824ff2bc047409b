import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DATA_SET_NAMES,
  type DataSetName,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../../src/sink/data-set.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import { publishParts } from '../../src/sink/publish-parts.ts'
import { rowSet, stageParts } from '../../src/sink/stage-parts.ts'
import { completed, sessionId, tenantId, unmatched, windowCount } from '../support/events.ts'
import { hasPythonModules, runPython } from '../support/python.ts'

type Row = Readonly<Record<string, string | number | boolean>>
type Seen = Readonly<Record<DataSetName, { readonly types: Row; readonly rows: readonly Row[] }>>

const DAY_MS = 86_400_000
const NAMES = ['a', ' ', '../../etc', '__proto__', '日本 🌊', '\u202eabc', "'; DROP TABLE x"]

/** Times in ms, before 1970 and three days, counts beyond 32 bits, text of all kinds. */
const WINDOWS = NAMES.flatMap((tenant, i) => [
  windowCount(-8_000 + 2_000 * i, i + 1, 500, { tenant, type: 'view' }),
  windowCount(i * DAY_MS, 2 ** 53 - 1 - i, i * DAY_MS + 9_999, { tenant, type: tenant }),
])
const SESSIONS = NAMES.map((name, i) =>
  completed(i * DAY_MS, i * DAY_MS + 1_234, {
    tenant: tenantId(name),
    sessionId: sessionId(name),
    sessionCount: i + 1,
  }),
)
const UNMATCHED = NAMES.map((name, i) => unmatched('orphan_end', i * DAY_MS + 1, name, name))
const CONTEXT = { partition: 3, windowSizeMs: 10_000, completeFromMs: 0 }

const windowRows = WINDOWS.map(({ tenant, type, occurrences, windowStartMs, lastEventMs }) => ({
  tenant,
  event_type: type,
  occurrences,
  window_size: 10,
  window_start: windowStartMs,
  window_end: windowStartMs + 10_000,
  last_event_ts: lastEventMs,
  partition: 3,
  complete: windowStartMs >= 0,
}))
const EXPECTED: Readonly<Record<DataSetName, readonly Row[]>> = {
  rolling_window_results: windowRows,
  late_window_corrections: windowRows,
  session_stats: NAMES.map((name, i) => ({
    tenant: name,
    last_session_duration: 1.234,
    avg_session_duration: 1_234 / (i + 1) / 1_000,
    session_count: i + 1,
    session_id: name,
    session_start: i * DAY_MS,
    session_end: i * DAY_MS + 1_234,
    partition: 3,
  })),
  unmatched_sessions: NAMES.map((name, i) => ({
    tenant: name,
    session_id: name,
    outcome: 'orphan_end',
    event_ts: i * DAY_MS + 1,
    partition: 3,
  })),
}

/** What each reader calls the types of "Data sets". */
const TYPES = {
  pyarrow: {
    text: 'string',
    int32: 'int32',
    int64: 'int64',
    double: 'double',
    bool: 'bool',
    time: 'timestamp[ms, tz=UTC]',
  },
  pandas: { text: 'str', int32: 'int32', int64: 'int64', double: 'float64', bool: 'bool', time: 'datetime64[ms, UTC]' },
  duckdb: {
    text: 'VARCHAR',
    int32: 'INTEGER',
    int64: 'BIGINT',
    double: 'DOUBLE',
    bool: 'BOOLEAN',
    time: 'TIMESTAMP', // of a converted type DuckDB does not say the zone: the values are UTC
  },
} as const
type Types = (typeof TYPES)[keyof typeof TYPES]

const typesOf = ({ text, int32, int64, double, bool, time }: Types): Readonly<Record<DataSetName, Row>> => {
  const windows = {
    tenant: text,
    event_type: text,
    occurrences: int64,
    window_size: double,
    window_start: time,
    window_end: time,
    last_event_ts: time,
    partition: int32,
    complete: bool,
  }
  return {
    rolling_window_results: windows,
    late_window_corrections: windows,
    session_stats: {
      tenant: text,
      last_session_duration: double,
      avg_session_duration: double,
      session_count: int64,
      session_id: text,
      session_start: time,
      session_end: time,
      partition: int32,
    },
    unmatched_sessions: { tenant: text, session_id: text, outcome: text, event_ts: time, partition: int32 },
  }
}

const inOneOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort()

describe.runIf(hasPythonModules('pyarrow', 'pandas', 'duckdb'))('the published Parquet', { timeout: 60_000 }, () => {
  let storage: string
  let seen: Record<keyof typeof TYPES, Seen>
  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'tideline-python-'))
    const files = nodeFileSystem(storage)
    await files.makeDirectory('.staging')
    const rowSets = [
      rowSet(ROLLING_WINDOW_RESULTS, WINDOWS),
      rowSet(LATE_WINDOW_CORRECTIONS, WINDOWS),
      rowSet(SESSION_STATS, SESSIONS),
      rowSet(UNMATCHED_SESSIONS, UNMATCHED),
    ]
    const { parts } = await stageParts(files, 'p3-000001-aaaaaaaa', rowSets, CONTEXT, {})
    await publishParts(files, parts)
    seen = runPython('read_parquet.py', storage)
  })
  afterAll(() => rm(storage, { recursive: true }))

  for (const reader of ['pyarrow', 'pandas', 'duckdb'] as const) {
    it.each(DATA_SET_NAMES)(`gives ${reader} the rows of %s, with their types`, (name) => {
      expect(seen[reader][name].types).toEqual(typesOf(TYPES[reader])[name])
      expect(inOneOrder(seen[reader][name].rows)).toEqual(inOneOrder(EXPECTED[name]))
    })
  }
})
