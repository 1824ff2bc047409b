import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column, ColumnType, ColumnValue, DataSet } from '../../src/sink/data-set.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'
import { readParquet } from '../support/read-parquet.ts'

const CONTEXT = { partition: 0, windowSizeMs: 10_000, completeFromMs: null }
const PAGE_ROWS = 8_192

const safe = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 3 }), fc.integer())
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'b', '日本', '👩‍👩‍👧'))
/** Not -0, which the types do not promise. */
const double = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0.5, 10)).map((value) => value + 0)
/** The days that a Date can have. */
const time = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: -20_000, max: 20_000 }))

const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<ColumnValue>>> = {
  UTF8: text,
  INT32: fc.oneof(fc.integer(), fc.integer({ min: -3, max: 3 })),
  INT64: safe,
  DOUBLE: double,
  BOOLEAN: fc.boolean(),
  TIMESTAMP_MILLIS: time,
}
const TYPES = Object.keys(VALUES) as ColumnType[]

type Row = Readonly<Record<ColumnType, ColumnValue>>
const row: fc.Arbitrary<Row> = fc.record(VALUES)
/** Equal ones behind each other too, as runs are. */
const rows = fc
  .array(fc.tuple(row, fc.nat(20)), { minLength: 1, maxLength: 30 })
  .map((runs) => runs.flatMap(([one, more]) => Array.from({ length: 1 + more }, () => one)))

const ANY: DataSet<Row> = {
  name: 'session_stats',
  columns: TYPES.map((type): Column<Row> => ({ name: type, type, value: (row) => row[type] })),
  dateMs: () => 0,
}

const asRead = (row: Row) => ({
  ...row,
  INT64: BigInt(row.INT64),
  TIMESTAMP_MILLIS: new Date(Number(row.TIMESTAMP_MILLIS)),
})

const comesBack = async (written: readonly Row[]) => {
  const read = await readParquet(await encodeParquet(ANY, written, CONTEXT, {}))
  expect(read).toEqual(written.map(asRead))
}

describe('encodeParquet', () => {
  it('gives back whatever rows it was given', async () => {
    await fc.assert(fc.asyncProperty(rows, comesBack))
  })

  it('gives back values of each column at random, one by one', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 300 }), comesBack), { numRuns: 30 })
  })

  it('gives back columns that change from page to page: text that begins to repeat or no longer does, numbers that spread out', async () => {
    const same = (i: number): Row => ({
      UTF8: `t${i % 100}`,
      INT32: i % 7,
      INT64: i,
      DOUBLE: 10,
      BOOLEAN: true,
      TIMESTAMP_MILLIS: i * 2_000,
    })
    const spread = (i: number): Row => ({
      UTF8: `一${i}`,
      INT32: i % 2 === 0 ? 2 ** 31 - 1 : -(2 ** 31),
      INT64: i % 2 === 0 ? Number.MAX_SAFE_INTEGER - i : Number.MIN_SAFE_INTEGER + i,
      DOUBLE: 1 / (i + 1),
      BOOLEAN: i % 3 === 0,
      TIMESTAMP_MILLIS: i % 2 === 0 ? -1e13 : 1e13,
    })
    /** Some 800 texts a page, so that their places take more than a byte. */
    const runs = (i: number): Row => ({ ...same(i), UTF8: `r${Math.floor(i / 10)}`, DOUBLE: Math.floor(i / 20) / 2 })
    const page = (of: (i: number) => Row, rows: number) => Array.from({ length: rows }, (_, i) => of(i))
    await comesBack([...page(same, PAGE_ROWS), ...page(spread, PAGE_ROWS), ...page(same, 5)])
    await comesBack([...page(spread, PAGE_ROWS), ...page(same, PAGE_ROWS), ...page(spread, 1)])
    await comesBack([...page(runs, 2 * PAGE_ROWS), ...page(same, 77)])
  })
})
