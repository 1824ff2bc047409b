import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DATA_SET_NAMES, UNMATCHED_SESSIONS } from '../../src/sink/data-set.ts'
import { byDate, partitionPrefix, partOf, utcDate } from '../../src/sink/part.ts'
import { rowSet, stageParts } from '../../src/sink/stage-parts.ts'
import { unmatched } from '../support/events.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'

describe('utcDate', () => {
  it.each([
    [0, '1970-01-01'],
    [86_399_999, '1970-01-01'],
    [86_400_000, '1970-01-02'],
    [-1, '1969-12-31'],
    [Date.parse('2016-02-29T23:59:59.999Z'), '2016-02-29'],
    [Date.parse('9999-12-31T23:59:59.999Z'), '9999-12-31'],
  ])('is of %d ms %s', (ms, date) => {
    expect(utcDate(ms)).toBe(date)
  })
})

describe('byDate', () => {
  it('puts rows by their UTC day, each day in their order, before 1970 too', () => {
    const times = [5, -1, 86_400_000, 3, -86_400_000, -86_400_001]
    expect([...byDate(times, (ms) => ms)]).toEqual([
      ['1970-01-01', [5, 3]],
      ['1969-12-31', [-1, -86_400_000]],
      ['1970-01-02', [86_400_000]],
      ['1969-12-30', [-86_400_001]],
    ])
  })

  it('has no day without rows', () => {
    expect(byDate([], Number).size).toBe(0)
  })

  it('loses and invents no row, and each has the date of its time', () => {
    const time = fc.integer({ min: -10_000, max: 253_402_300_799_999 })
    fc.assert(
      fc.property(fc.array(time), (times) => {
        const days = byDate(times, (ms) => ms)
        expect([...days.values()].flat().sort()).toEqual([...times].sort())
        for (const [date, ofDay] of days)
          for (const ms of ofDay) expect(new Date(ms).toISOString().slice(0, 10)).toBe(date)
      }),
    )
  })
})

describe('partOf', () => {
  it('names a part by its commit and its day', () => {
    expect(partOf('p3-000017-8f3a0c1d', 'session_stats', '2015-05-17')).toEqual({
      dataSet: 'session_stats',
      staged: '.staging/p3-000017-8f3a0c1d-session_stats-2015-05-17.parquet',
      published: 'session_stats.parquet/date=2015-05-17/p3-000017-8f3a0c1d.parquet',
    })
  })

  it('gives each commit, data set and day names of their own', () => {
    const parts = ['p1-000001-a', 'p1-000002-a', 'p11-000001-a'].flatMap((commit) =>
      DATA_SET_NAMES.flatMap((name) => ['2015-05-17', '2015-05-18'].map((date) => partOf(commit, name, date))),
    )
    expect(new Set(parts.map(({ staged }) => staged)).size).toBe(parts.length)
    expect(new Set(parts.map(({ published }) => published)).size).toBe(parts.length)
  })

  it('tells partition 1 from partition 11 by the beginning of a name', () => {
    expect('p11-000001-a'.startsWith(partitionPrefix(1))).toBe(false)
    expect('p1-000001-a'.startsWith(partitionPrefix(1))).toBe(true)
  })
})

describe('stageParts', () => {
  const context = { partition: 0, windowSizeMs: 10_000, completeFromMs: null }

  it('takes nothing of an event into a name but its date', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('../../etc', '__proto__', '/', '\0'),
    )
    await fc.assert(
      fc.asyncProperty(hostile, hostile, fc.integer({ min: 0, max: 4e12 }), async (tenant, session, ms) => {
        const disk = new MemoryDisk()
        disk.makeDirectory('.staging')
        const rows = rowSet(UNMATCHED_SESSIONS, [unmatched('orphan_end', ms, tenant, session)])
        const { parts } = await stageParts(memoryFileSystem(disk), 'p0-000001-a', [rows], context, {})
        const date = new Date(ms).toISOString().slice(0, 10)
        expect(parts).toEqual([partOf('p0-000001-a', 'unmatched_sessions', date)])
        expect(disk.names()).toEqual([parts[0]?.staged])
      }),
      { numRuns: 20 },
    )
  })

  it('stages a part for each data set and date, synced, and none for no rows', async () => {
    const disk = new MemoryDisk()
    disk.makeDirectory('.staging')
    const files = memoryFileSystem(disk)
    const rowSets = [
      rowSet(UNMATCHED_SESSIONS, []),
      rowSet(UNMATCHED_SESSIONS, [unmatched('orphan_end', 0), unmatched('orphan_end', 86_400_000)]),
    ]
    const { parts, bytes } = await stageParts(files, 'p0-000001-a', rowSets, context, {})
    disk.losePower()
    expect(disk.names()).toEqual(parts.map(({ staged }) => staged))
    expect(bytes).toBe(parts.reduce((sum, { staged }) => sum + disk.read(staged)!.length, 0))
  })

  it('leaves the disk alone where there are no rows at all', async () => {
    const disk = new MemoryDisk()
    const staged = await stageParts(
      memoryFileSystem(disk),
      'p0-000001-a',
      [rowSet(UNMATCHED_SESSIONS, [])],
      context,
      {},
    )
    expect(staged).toEqual({ parts: [], bytes: 0 })
    expect(disk.names()).toEqual([])
  })
})
