import { describe, expect, it } from 'vitest'
import { LiveWindows } from '../../src/look/live-windows.ts'
import type { ByWindow } from '../../src/look/sight.ts'
import type { WindowsQuery } from '../../src/look/windows-query.ts'
import type { PlainEvent } from '../window/brute-force.ts'
import { WatchedPartition } from './watched-partition.ts'

const SHAPE = { sizeMs: 10_000, stepMs: 2_000 }
const ALL: WindowsQuery = { search: '', tenant: null, top: 100 }

const watched = (...partitions: readonly (readonly Partial<PlainEvent>[])[]) => {
  const live = new LiveWindows(SHAPE, () => 0)
  partitions.forEach((events, number) => {
    const partition = new WatchedPartition(live, number, SHAPE, 0)
    for (const event of events) partition.add({ timeMs: 0, tenant: 'a', type: 'view', ...event })
  })
  return live
}
const names = (n: number) => Array.from({ length: n }, (_, i) => `name ${String(i).padStart(6, '0')}`)
const at = (windows: ByWindow, startMs: number) => [...(windows.get(startMs) ?? [])]

describe('LiveWindows', () => {
  it('sees nothing before there is anything', () => {
    const nothing = { tenantsMatching: 0, isPartial: false, otherTypes: 0 }
    expect(new LiveWindows(SHAPE).look(ALL)).toMatchObject({ ...nothing, tenants: new Map(), windows: new Map() })
  })

  it('shows no closed window that a partition which came here has closed elsewhere', () => {
    const live = watched([{}, { timeMs: 60_000 }], [{}, { timeMs: 60_000 }]) // all that the first events are in is closed
    expect(at(live.look(ALL).windows, 0)).toEqual([['view', 2]])
    expect(at(live.look(ALL).history, 0)).toEqual([['view', 2]])
    live.forget(1)
    live.taken(1, 52_000)
    const { windows, history } = live.look(ALL)
    expect([windows.has(0), history.size]).toEqual([false, 0])
  })

  it('tells fifty types apart, those with the most occurrences, and adds up the others', () => {
    const types = names(52).flatMap((type, i) => Array.from({ length: i < 2 ? 1 : 2 }, () => ({ type })))
    const { windows, tenants, otherTypes } = watched(types).look(ALL)
    expect(otherTypes).toBe(2)
    const byType = new Map(at(windows, 0))
    expect(byType.size).toBe(51)
    expect([byType.get(null), byType.get(names(52)[51]!), byType.has(names(1)[0]!)]).toEqual([2, 2, false])
    expect(at(tenants.get('a')!, 0).length).toBe(51)
  })

  it('finds tenants whatever the case, names that are nothing but odd among them, and one by its very name', () => {
    const tenants = ['Acme', 'acme', '__proto__', 'toString', '<b>', 'ÄPFEL', '\u202eabc']
    const live = watched(tenants.map((tenant) => ({ tenant, type: '__proto__' })))
    const found = (query: Partial<WindowsQuery>) => [...live.look({ ...ALL, ...query }).tenants.keys()].sort()
    expect(found({})).toEqual([...tenants].sort())
    expect(found({ search: 'aCM' })).toEqual(['Acme', 'acme'])
    expect(found({ search: 'äpf' })).toEqual(['ÄPFEL'])
    expect(found({ search: '__PROTO' })).toEqual(['__proto__'])
    expect(found({ tenant: 'acme' })).toEqual(['acme'])
    expect(found({ tenant: 'ACME' })).toEqual([])
    expect(found({ tenant: 'hasOwnProperty' })).toEqual([])
    expect(at(live.look(ALL).windows, 0)).toEqual([['__proto__', 7]])
  })

  it('lists no more tenants than are asked for, and counts all', () => {
    const sight = watched(names(300).map((tenant) => ({ tenant }))).look({ ...ALL, top: 3 })
    expect([...sight.tenants.keys()]).toEqual(names(3))
    expect(sight.tenantsMatching).toBe(300)
    expect(at(sight.windows, 0)).toEqual([['view', 300]])
  })

  it('does not look at everything where there is too much, and says so; but for one tenant', () => {
    const many = names(200_000)
    const live = new LiveWindows(SHAPE, () => 0)
    const counts = new Map(many.map((tenant) => [tenant, new Map([['view', { occurrences: 1, lastEventMs: 0 }]])]))
    const layers = [{ startMs: 0, counts, occurrences: many.length, isSaved: false }] as never
    const open = () => ({ windows: 5, pairs: 5 * many.length, fromMs: null, layers })
    live.watch({ kind: 'windows-at-barrier', events: 0, heldPairs: 0, save: () => null as never, open }, 0)
    const sight = live.look(ALL)
    expect(sight.isPartial).toBe(true)
    expect(sight.tenantsMatching).toBeGreaterThan(40_000)
    expect(at(sight.windows, 0)).toEqual([['view', sight.tenantsMatching]])
    const last = live.look({ ...ALL, tenant: many.at(-1)! })
    expect([last.isPartial, ...at(last.windows, 0)]).toEqual([false, ['view', 1]])
  })

  it('forgets a partition that is another process’', () => {
    const events = [0, 4_000, 20_000].map((timeMs) => ({ timeMs }))
    const live = watched(events, [{ tenant: 'b' }, { tenant: 'b', timeMs: 20_000 }])
    live.forget(0)
    const { tenants, history } = live.look(ALL)
    expect([...tenants.keys()]).toEqual(['b'])
    expect([...history.keys()].sort((x, y) => x - y)).toEqual([-8_000, -6_000, -4_000, -2_000, 0])
  })

  it('shows the last ten closed windows and the first twenty open ones, and all of the last minutes as history', () => {
    const live = new LiveWindows({ sizeMs: 100_000, stepMs: 1_000 }, () => 0)
    const partition = new WatchedPartition(live, 0, { sizeMs: 100_000, stepMs: 1_000 }, 0)
    for (const timeMs of [0, 30_000]) partition.add({ timeMs, tenant: 'a', type: 'view' })
    const { windows, history } = live.look(ALL)
    const inOrder = [...windows.keys()].sort((a, b) => a - b)
    expect([inOrder.length, inOrder[0], inOrder.at(-1)]).toEqual([30, -79_000, -50_000])
    expect(Math.max(...history.keys())).toBe(-70_000)
    expect(history.size).toBe(30)
  })
})
