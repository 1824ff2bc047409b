import { describe, expect, it } from 'vitest'
import {
  type DataSet,
  LATE_WINDOW_CORRECTIONS,
  ROLLING_WINDOW_RESULTS,
  type RowContext,
  SESSION_STATS,
  UNMATCHED_SESSIONS,
} from '../../src/sink/data-set.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'
import { completed, unmatched, windowCount } from '../support/events.ts'
import { columnsOf, footerOf, readParquet } from '../support/read-parquet.ts'

const CONTEXT: RowContext = { partition: 3, windowSizeMs: 10_000, completeFromMs: null }

const encode = <Row>(dataSet: DataSet<Row>, rows: readonly Row[], context = CONTEXT) =>
  encodeParquet(dataSet, rows, context, {})
const encodeAndRead = async <Row>(dataSet: DataSet<Row>, rows: readonly Row[], context = CONTEXT) =>
  readParquet(await encode(dataSet, rows, context))

const WINDOW_COLUMNS = [
  'tenant BYTE_ARRAY UTF8',
  'event_type BYTE_ARRAY UTF8',
  'occurrences INT64',
  'window_size DOUBLE',
  'window_start INT64 TIMESTAMP_MILLIS',
  'window_end INT64 TIMESTAMP_MILLIS',
  'last_event_ts INT64 TIMESTAMP_MILLIS',
  'partition INT32',
  'complete BOOLEAN',
]

describe('encodeParquet', () => {
  it.each([ROLLING_WINDOW_RESULTS, LATE_WINDOW_CORRECTIONS])('gives $name its columns and types', async (dataSet) => {
    const bytes = await encode(dataSet, [windowCount(2_000, 7, 3_456, { tenant: 'acme', type: 'click' })])
    expect(columnsOf(bytes)).toEqual(WINDOW_COLUMNS)
    expect(await readParquet(bytes)).toEqual([
      {
        tenant: 'acme',
        event_type: 'click',
        occurrences: 7n,
        window_size: 10,
        window_start: new Date(2_000),
        window_end: new Date(12_000),
        last_event_ts: new Date(3_456),
        partition: 3,
        complete: true,
      },
    ])
  })

  it('gives session_stats its columns and types, with durations in seconds', async () => {
    const bytes = await encode(SESSION_STATS, [completed(1_500, 4_000, { sessionCount: 4, totalMs: 10_001 })])
    expect(columnsOf(bytes)).toEqual([
      'tenant BYTE_ARRAY UTF8',
      'last_session_duration DOUBLE',
      'avg_session_duration DOUBLE',
      'session_count INT64',
      'session_id BYTE_ARRAY UTF8',
      'session_start INT64 TIMESTAMP_MILLIS',
      'session_end INT64 TIMESTAMP_MILLIS',
      'partition INT32',
    ])
    expect(await readParquet(bytes)).toEqual([
      {
        tenant: 'a',
        last_session_duration: 2.5,
        avg_session_duration: 2.50025,
        session_count: 4n,
        session_id: 's1',
        session_start: new Date(1_500),
        session_end: new Date(4_000),
        partition: 3,
      },
    ])
  })

  it('gives unmatched_sessions its columns and types', async () => {
    const bytes = await encode(UNMATCHED_SESSIONS, [unmatched('duplicate_start', 99)])
    expect(columnsOf(bytes)).toEqual([
      'tenant BYTE_ARRAY UTF8',
      'session_id BYTE_ARRAY UTF8',
      'outcome BYTE_ARRAY UTF8',
      'event_ts INT64 TIMESTAMP_MILLIS',
      'partition INT32',
    ])
    expect(await readParquet(bytes)).toEqual([
      { tenant: 'a', session_id: 's1', outcome: 'duplicate_start', event_ts: new Date(99), partition: 3 },
    ])
  })

  it('takes windows that start before 1970', async () => {
    const rows = [windowCount(-8_000, 1, 0), windowCount(-2_000, 2, 1), windowCount(0, 3, 9)]
    const read = await encodeAndRead(ROLLING_WINDOW_RESULTS, rows)
    expect(read.map(({ window_start }) => window_start)).toEqual([new Date(-8_000), new Date(-2_000), new Date(0)])
    expect(read.map(({ window_end }) => window_end)).toEqual([new Date(2_000), new Date(8_000), new Date(10_000)])
  })

  it('keeps counts exact up to 2^53 - 1', async () => {
    const counts = [1, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 2, 2 ** 53 - 1]
    const rows = counts.map((count) => windowCount(0, count, 0))
    const read = await encodeAndRead(ROLLING_WINDOW_RESULTS, rows)
    expect(read.map(({ occurrences }) => occurrences)).toEqual(counts.map(BigInt))
  })

  it('keeps the first and the last time that an event can have', async () => {
    const last = Date.parse('9999-12-31T23:59:59.999Z')
    const read = await encodeAndRead(UNMATCHED_SESSIONS, [unmatched('orphan_end', 0), unmatched('timed_out', last)])
    expect(read.map(({ event_ts }) => event_ts)).toEqual([new Date(0), new Date(last)])
  })

  it('keeps text as it is, whatever it contains', async () => {
    const names = [
      ' ',
      '\0',
      '\n',
      '"',
      '../../etc',
      '__proto__',
      'null',
      'NaN',
      '日本',
      '👩‍👩‍👧',
      '\u202eabc',
      'e\u0301',
      'x'.repeat(256),
    ]
    const rows = names.map((name) => unmatched('evicted', 0, name, `${name}${name}`))
    const read = await encodeAndRead(UNMATCHED_SESSIONS, rows)
    expect(read.map(({ tenant }) => tenant)).toEqual(names)
    expect(read.map(({ session_id }) => session_id)).toEqual(names.map((name) => name + name))
  })

  it('marks windows complete from the time on that all was seen', async () => {
    const rows = [windowCount(-2_000, 1, 0), windowCount(0, 1, 0), windowCount(2_000, 1, 2_000)]
    const completeOf = async (completeFromMs: number | null) =>
      (await encodeAndRead(ROLLING_WINDOW_RESULTS, rows, { ...CONTEXT, completeFromMs })).map((row) => row.complete)
    expect(await completeOf(null)).toEqual([true, true, true])
    expect(await completeOf(1)).toEqual([false, false, true])
    expect(await completeOf(2_000)).toEqual([false, false, true])
    expect(await completeOf(2_001)).toEqual([false, false, false])
  })

  it('holds 100,000 rows in one row group, in their order', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => windowCount(i * 2_000, i + 1, i, { tenant: `t${i % 7}` }))
    const bytes = await encode(ROLLING_WINDOW_RESULTS, rows)
    expect(footerOf(bytes).row_groups).toHaveLength(1)
    const read = await readParquet(bytes)
    expect(read).toHaveLength(100_000)
    expect(read.every(({ occurrences }, i) => occurrences === BigInt(i + 1))).toBe(true)
    expect(read.at(-1)).toMatchObject({ tenant: 't4', window_start: new Date(199_998_000) })
  })

  it('lets others have their turn between pages of 8,192 rows', async () => {
    const turnsDuring = async (rows: number): Promise<number> => {
      let turns = 0
      let isOver = false
      const turn = () => {
        if (isOver) return
        turns++
        setImmediate(turn)
      }
      setImmediate(turn)
      await encode(
        ROLLING_WINDOW_RESULTS,
        Array.from({ length: rows }, (_, i) => windowCount(i * 2_000, 1, i)),
      )
      isOver = true
      return turns
    }
    expect(await turnsDuring(8_192)).toBe(0) // the simulator relies on it
    expect(await turnsDuring(5 * 8_192)).toBe(4)
  })

  it('makes the same bytes of the same rows', async () => {
    const rows = [windowCount(0, 1, 0), windowCount(2_000, 2, 2_001)]
    expect(await encode(ROLLING_WINDOW_RESULTS, rows)).toEqual(await encode(ROLLING_WINDOW_RESULTS, rows))
  })
})
