import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCount, addSaved, type Counts, mergeCounts, saveCounts, totalOccurrences } from '../../src/window/counts.ts'
import { eventType, tenantId } from '../support/events.ts'

type Row = readonly [tenant: string, type: string, occurrences: number, lastEventMs: number]

const countsOf = (...rows: readonly Row[]): Counts => {
  const counts: Counts = new Map()
  for (const [tenant, type, occurrences, ms] of rows)
    addCount(counts, tenantId(tenant), eventType(type), occurrences, ms)
  return counts
}
const rowsOf = (counts: Counts): Row[] =>
  [...counts].flatMap(([tenant, byType]) =>
    [...byType].map(([type, { occurrences, lastEventMs }]) => [tenant, type, occurrences, lastEventMs] as const),
  )

const name = fc.constantFrom('a', 'ab', 'b', '__proto__', 'constructor')
const row: fc.Arbitrary<Row> = fc.tuple(name, name, fc.integer({ min: 1, max: 9 }), fc.nat(99))

describe('counts by tenant and type', () => {
  it('add up, and keep the greatest event time', () => {
    const counts = countsOf(['a', 'view', 1, 5], ['a', 'view', 2, 9], ['a', 'view', 1, 7])
    expect(rowsOf(counts)).toEqual([['a', 'view', 4, 9]])
  })

  it('keep tenants and types apart, whatever they are called', () => {
    const rows: Row[] = [
      ['a', 'bc', 1, 1],
      ['a', '__proto__', 1, 1],
      ['ab', 'c', 1, 1],
      ['__proto__', 'constructor', 1, 1],
    ]
    expect(rowsOf(countsOf(...rows))).toEqual(rows)
  })

  it('tell whether a count is new', () => {
    const counts: Counts = new Map()
    const add = (tenant: string, type: string) => addCount(counts, tenantId(tenant), eventType(type), 1, 0)
    expect([add('a', 'x'), add('a', 'x'), add('a', 'y'), add('b', 'x')]).toEqual([true, false, true, true])
  })

  it('merge into a new sum, and stay as they were', () => {
    const one = countsOf(['a', 'view', 1, 5])
    const other = countsOf(['a', 'view', 2, 3], ['b', 'view', 1, 1])
    expect(rowsOf(mergeCounts([one, other]))).toEqual([
      ['a', 'view', 3, 5],
      ['b', 'view', 1, 1],
    ])
    expect([rowsOf(one), rowsOf(other)]).toEqual([
      [['a', 'view', 1, 5]],
      [
        ['a', 'view', 2, 3],
        ['b', 'view', 1, 1],
      ],
    ])
    addCount(mergeCounts([one]), tenantId('a'), eventType('view'), 1, 99)
    expect(rowsOf(one)).toEqual([['a', 'view', 1, 5]])
  })

  it('merge to nothing where there is nothing', () => {
    expect([mergeCounts([]).size, mergeCounts([new Map()]).size, totalOccurrences(new Map())]).toEqual([0, 0, 0])
  })

  it('have as many occurrences as were added, however they were parted', () => {
    fc.assert(
      fc.property(fc.array(row), fc.nat(20), (rows, at) => {
        const total = rows.reduce((sum, [, , occurrences]) => sum + occurrences, 0)
        const merged = mergeCounts([countsOf(...rows.slice(0, at)), countsOf(...rows.slice(at))])
        expect(totalOccurrences(merged)).toBe(total)
        expect(rowsOf(merged)).toEqual(rowsOf(countsOf(...rows)))
      }),
    )
  })

  it('are the same after JSON, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 1, max: 5 }), (rows, most) => {
        const counts = countsOf(...rows)
        const pieces = JSON.parse(JSON.stringify([...saveCounts(counts, most)]))
        const again = new Map()
        for (const piece of pieces) addSaved(again, piece)
        expect(again).toStrictEqual(counts)
      }),
    )
  })
})
