import { describe, expect, it } from 'vitest'
import { type ByWindow, mergeSights, NOTHING_SEEN, type Sight, totalOf } from '../../src/look/sight.ts'

const windows = (counts: Record<number, Record<string, number>>): ByWindow =>
  new Map(Object.entries(counts).map(([startMs, byType]) => [Number(startMs), new Map(Object.entries(byType))]))
const sightOf = (more: Partial<Sight>): Sight => ({ ...NOTHING_SEEN, ...more })

const ONE = sightOf({
  tenantsMatching: 2,
  tenants: new Map([
    ['a', windows({ 2: { view: 4 } })],
    ['b', windows({ 2: { view: 1 }, 4: { click: 1 } })],
  ]),
  windows: windows({ 2: { view: 5 }, 4: { click: 1 } }),
  history: windows({ 0: { view: 9 } }),
})
const OTHER = sightOf({
  tenantsMatching: 1,
  tenants: new Map([['c', windows({ 4: { view: 3 } })]]),
  windows: windows({ 4: { view: 3 } }),
  history: windows({ 0: { click: 1 } }),
})

describe('mergeSights', () => {
  it('adds up what several processes see, and lists the tenants with the most', () => {
    expect(mergeSights([ONE, OTHER], 2)).toEqual({
      tenantsMatching: 3,
      isPartial: false,
      otherTypes: 0,
      tenants: new Map([
        ['a', windows({ 2: { view: 4 } })],
        ['c', windows({ 4: { view: 3 } })],
      ]),
      windows: windows({ 2: { view: 5 }, 4: { click: 1, view: 3 } }),
      history: windows({ 0: { view: 9, click: 1 } }),
    })
  })

  it('is the sight of one process where there is one, and nothing where there is none', () => {
    expect(mergeSights([ONE], 10)).toEqual(ONE)
    expect(mergeSights([], 10)).toEqual(NOTHING_SEEN)
  })

  it('adds up a tenant that is in two processes all the same, and changes none of them', () => {
    const before = structuredClone(ONE)
    const { tenants } = mergeSights([ONE, ONE], 10)
    expect(tenants.get('b')).toEqual(windows({ 2: { view: 2 }, 4: { click: 2 } }))
    expect(ONE).toEqual(before)
  })

  it('is partial where one of them is', () => {
    expect(mergeSights([ONE, sightOf({ isPartial: true })], 10).isPartial).toBe(true)
  })

  it('names the first of those that have as much', () => {
    const tied = new Map(['d', 'b', 'c'].map((name) => [name, windows({ 2: { view: 4 } })]))
    expect([...mergeSights([sightOf({ tenants: tied })], 2).tenants.keys()]).toEqual(['b', 'c'])
  })

  describe('of a window that one process has closed too long ago to show it', () => {
    const ahead = sightOf({ windows: windows({ 9: { view: 1 } }), history: windows({ 2: { view: 7 } }) })

    it('shows nothing where others have closed it, too: the count would be too low', () => {
      const behind = sightOf({ windows: windows({ 2: { view: 3 } }), history: windows({ 2: { view: 3 } }) })
      const { windows: shown, history } = mergeSights([ahead, behind], 10)
      expect([...shown.keys()]).toEqual([9])
      expect(history.get(2)).toEqual(new Map([['view', 10]]))
    })

    it('shows it where it is open: that is where its events come', () => {
      const open = sightOf({ windows: windows({ 2: { view: 3 } }) })
      expect([...mergeSights([ahead, open], 10).windows.keys()].sort()).toEqual([2, 9])
    })
  })
})

describe('totalOf', () => {
  it('adds up all windows and types', () => {
    expect(totalOf(ONE.windows)).toBe(6)
    expect(totalOf(new Map())).toBe(0)
  })
})
