import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { DATA_SET_NAMES, type DataSetName } from '../../src/sink/data-set.ts'
import type { ParquetRow } from '../../src/sink/decode-parquet.ts'
import { randomLines } from './random-lines.ts'
import { type Rewrite, rewritePart } from './rewrite-part.ts'
import { expectNone, partsOf, texts, verifyFolder } from './verify-fixture.ts'

const { send, untilEnd, verify, altered, at } = verifyFolder()

/** Over two partitions, with commits of 200 rows: several commits, dates and parts of each data set. `patient` has no corrections. */
beforeAll(async () => {
  await send('events', 2, randomLines(1, 1_500))
  await untilEnd('good', 'events', ['--commit-rows', '200'])
  await send('events', 2, randomLines(2, 1_500))
  await untilEnd('good', 'events', ['--commit-rows', '200'])
  await untilEnd('patient', 'events', ['--grace', '3m'])
})

const more = (row: ParquetRow, column: string): ParquetRow => ({ ...row, [column]: Number(row[column]) + 1 })

/** What "changed by one" is in each data set. */
const COUNTS: Readonly<Record<DataSetName, readonly string[]>> = {
  rolling_window_results: ['occurrences', 'window_start', 'window_end', 'window_size', 'partition'],
  late_window_corrections: ['occurrences', 'window_start', 'window_end', 'window_size', 'partition'],
  session_stats: [
    'session_count',
    'last_session_duration',
    'avg_session_duration',
    'session_start',
    'session_end',
    'partition',
  ],
  unmatched_sessions: ['event_ts', 'partition'],
}

it('finds nothing where nothing was changed', async () => {
  const check = await verify('good')
  expectNone(check)
  expect(check.partitions.map(({ records }) => records).reduce((sum, n) => sum + n)).toBe(3_000)
  for (const dataSet of DATA_SET_NAMES) expect((await partsOf(at('good'), dataSet)).length).toBeGreaterThanOrEqual(4)
})

describe.each(DATA_SET_NAMES)('of %s it finds', { timeout: 60_000 }, (dataSet) => {
  const eachOf = async (shares: readonly number[], name: string, alter: (path: string) => Promise<unknown>) => {
    const parts = await partsOf(at('good'), dataSet)
    for (const share of shares) {
      const i = Math.round(share * (parts.length - 1))
      const copy = await altered('good', `${dataSet} ${name} ${i}`, async (folder) =>
        alter((await partsOf(folder, dataSet))[i]!),
      )
      const { differences } = await verify(copy)
      expect(differences.total, `${name} in ${parts[i]}`).toBeGreaterThan(0)
      await rm(at(copy), { recursive: true })
    }
  }
  /** In the first part, in the last one, and in one between. */
  const eachOfThree = (name: string, alter: (path: string) => Promise<unknown>) => eachOf([0, 0.5, 1], name, alter)
  const eachRewritten = (name: string, rewrite: Rewrite) =>
    eachOfThree(name, (path) => rewritePart(dataSet, path, rewrite))

  it('a row that was removed', () => eachRewritten('row removed', (rows) => rows.slice(1)))

  it('a row that is there twice', () => eachRewritten('row doubled', (rows) => [...rows, rows.at(-1)!]))

  it.each(COUNTS[dataSet])('a row whose %s is one more', (column) =>
    eachRewritten(column, ([first, ...rest]) => [more(first!, column), ...rest]))

  if (dataSet.includes('window'))
    it('a row whose last event is as late as can be', () =>
      eachRewritten('last_event_ts', ([first, ...rest]) => [
        { ...first, last_event_ts: Number(first!.window_end) - 1 },
        ...rest,
      ]))

  it('a row that went to another tenant', () =>
    eachRewritten('tenant', ([first, ...rest]) => [{ ...first, tenant: `${first!.tenant}x` }, ...rest]))

  it('a part that is gone', () => eachOfThree('part gone', (path) => rm(path)))

  it('a part that is there twice, under the name of a commit that never was', () =>
    eachOfThree('part twice', (path) => copyFile(path, path.replace(/-[0-9a-f]{8}\.parquet$/, '-00000000.parquet'))))

  it('a part that is there twice, under a name that no commit has', () =>
    eachOfThree('stranger', (path) => copyFile(path, join(dirname(path), 'copy.parquet'))))

  it('a part that is there twice, under a number that is still to come', () =>
    eachOfThree('to come', (path) => copyFile(path, path.replace(/-\d{6}-/, '-000900-'))))

  it('a part in the directory of another date', () =>
    eachOfThree('other date', async (path) => {
      const other = path.includes('01-31') ? path.replace('01-31', '02-01') : path.replace('02-01', '01-31')
      await copyFile(path, other)
      await rm(path)
    }))

  it('a part that was cut off, and one with some bytes changed, and says so without a stack', async () => {
    await eachOfThree('cut off', async (path) => writeFile(path, (await readFile(path)).subarray(0, -20)))
    await eachOfThree('empty', (path) => writeFile(path, ''))
    await eachOfThree('bytes changed', async (path) => {
      const bytes = await readFile(path)
      for (let i = 64; i < bytes.length; i += 64) bytes[i]! ^= 0xff
      await writeFile(path, bytes)
    })
  })

  it.each([
    'records',
    'heldPairs',
    'resultPairs',
    'toOffset',
    'fromOffset',
    'openPairsAfter',
  ])('books whose %s are one more', (name) =>
    eachRewritten(`books ${name}`, (rows, books) => {
      books[name]!++
      return rows
    }))
})

it('says which tenant, type and window a wrong count is of, what it has to be, and where it lies', async () => {
  const [path] = await partsOf(at('patient'), 'rolling_window_results')
  let row: ParquetRow = {}
  const copy = await altered('patient', 'named', (folder) =>
    rewritePart('rolling_window_results', path!.replace(at('patient'), folder), ([first, ...rest]) => {
      row = first!
      return [more(first!, 'occurrences'), ...rest]
    }),
  )
  const { differences } = await verify(copy)
  expect(texts(differences.first)).toEqual([
    expect.stringContaining('books: resultPairs: '),
    `occurrences: ${row.occurrences}, not ${Number(row.occurrences) + 1}`,
  ])
  expect(differences.first[1]).toMatchObject({
    partition: 0,
    tenant: row.tenant,
    name: row.event_type,
    timeMs: Number(row.window_start),
    where: path!.slice(at('patient').length + 1),
  })
})
