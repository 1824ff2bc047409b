import { describe, expect, it } from 'vitest'
import { windowsViewOf } from '../../src/live/windows-view-of.ts'
import { type ByWindow, NOTHING_SEEN } from '../../src/look/sight.ts'

const QUERY = { search: '', tenant: null, top: 10 }
type Cells = readonly (readonly [type: string | null, n: number])[]
const windows = (...all: readonly (readonly [startMs: number, cells: Cells])[]): ByWindow =>
  new Map(all.map(([startMs, cells]) => [startMs, new Map(cells)]))

describe('windowsViewOf', () => {
  it('has windows in order, tenants as they were ranked, types by how often they are, and what is not there as 0', () => {
    const a = windows([2_000, [['click', 1]]])
    const b = windows([0, [['view', 3]]], [2_000, [['view', 1]]])
    const sight = {
      ...NOTHING_SEEN,
      tenantsMatching: 7,
      isPartial: true,
      tenants: new Map([
        ['a', a],
        ['b', b],
      ]),
      windows: windows(
        [
          2_000,
          [
            ['click', 1],
            ['view', 9],
          ],
        ],
        [0, [['view', 3]]],
      ),
      history: windows([-2_000, [['view', 5]]], [-4_000, [['click', 2]]]),
    }
    expect(windowsViewOf(sight, QUERY, 77)).toEqual({
      atMs: 77,
      query: QUERY,
      tenantsMatching: 7,
      isPartial: true,
      types: ['view', 'click'],
      otherTypes: 0,
      tenants: ['a', 'b'],
      windows: [
        {
          startMs: 0,
          occurrences: 3,
          cells: [
            [0, 0],
            [3, 0],
          ],
        },
        {
          startMs: 2_000,
          occurrences: 10,
          cells: [
            [0, 1],
            [1, 0],
          ],
        },
      ],
      history: {
        startMs: [-4_000, -2_000],
        occurrences: [
          [0, 5],
          [2, 0],
        ],
      },
    })
  })

  it('has twelve types by name and one column for all others, also those that a process did not tell apart', () => {
    const types = Array.from({ length: 15 }, (_, i): [string, number] => [`type ${i}`, 100 - i])
    const ofAll = windows([0, [...types, [null, 8]]])
    const sight = { ...NOTHING_SEEN, otherTypes: 2, tenants: new Map([['a', ofAll]]), windows: ofAll, history: ofAll }
    const view = windowsViewOf(sight, QUERY, 0)
    expect(view.types).toEqual(types.slice(0, 12).map(([type]) => type))
    expect(view.otherTypes).toBe(5)
    const column = 88 + 87 + 86 + 8
    expect(view.windows[0]!.cells).toEqual([[...types.slice(0, 12).map(([, n]) => n), column]])
    expect(view.windows[0]!.occurrences).toBe(types.reduce((sum, [, n]) => sum + n, 8))
    expect(view.history.occurrences).toHaveLength(13)
    expect(view.history.occurrences[12]).toEqual([column])
  })

  it('has no column for others where there are none, and nothing where nothing was seen', () => {
    const twelve = windows([0, Array.from({ length: 12 }, (_, i): [string, number] => [`type ${i}`, 1])])
    const { types, otherTypes, history } = windowsViewOf({ ...NOTHING_SEEN, history: twelve }, QUERY, 0)
    expect([types.length, otherTypes, history.occurrences.length]).toEqual([12, 0, 12])
    const { windows: none, ...rest } = windowsViewOf(NOTHING_SEEN, QUERY, 0)
    expect([none, rest.types, rest.tenants, rest.history]).toEqual([[], [], [], { startMs: [], occurrences: [] }])
  })

  it('takes names for names', () => {
    const odd = windows([
      0,
      [
        ['__proto__', 2],
        ['', 1],
      ],
    ])
    const sight = { ...NOTHING_SEEN, tenants: new Map([['constructor', odd]]), windows: odd }
    const view = windowsViewOf(sight, QUERY, 0)
    expect([view.types, view.tenants, view.windows[0]!.cells]).toEqual([['__proto__', ''], ['constructor'], [[2, 1]]])
  })
})
