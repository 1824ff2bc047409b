import { describe, expect, it } from 'vitest'
import { SLOTS } from '../../src/look/slots.ts'
import { WindowHistory } from '../../src/look/window-history.ts'
import { eventType, windowCount } from '../support/events.ts'

const STEP_MS = 2_000
const YEAR_9999_MS = 253_370_764_800_000

const historyOf = (mostSeries?: number) => {
  const clock = { nowMs: 0 }
  const history = new WindowHistory(STEP_MS, () => clock.nowMs, mostSeries)
  return {
    history,
    clock,
    /** Another window every 2 s; windows are numbered in steps. */
    record: (window: number, occurrences: number, tenant = 'a', type = 'view', partition = 0) => {
      clock.nowMs += STEP_MS
      history.record(partition, windowCount(window * STEP_MS, occurrences, 0, { tenant, type }))
    },
    /** [window, occurrences], of one tenant; all together where none is said. */
    seen: (tenant: string | null = null): [number, number][] =>
      history.recent().flatMap(({ startMs, slot }): [number, number][] => {
        const column = history.column(slot)
        const rows = [...history.tenants(tenant)].flatMap(([, byType]) => [...byType.values()])
        const sum = rows.reduce((n, row) => n + column[row]!, 0)
        return sum === 0 ? [] : [[startMs / STEP_MS, sum]]
      }),
    totals: (type = 'view') =>
      history
        .recent()
        .map(({ startMs, slot }) => [startMs / STEP_MS, history.totals.get(eventType(type))?.[slot] ?? 0]),
  }
}

describe('WindowHistory', () => {
  it('remembers the counts of windows by partition, tenant and type', () => {
    const { history, record, seen, totals } = historyOf()
    record(1, 4)
    record(1, 3, 'b')
    record(2, 5, 'a', 'click')
    record(2, 6, 'a', 'view', 1)
    expect(seen('a')).toEqual([
      [1, 4],
      [2, 11],
    ])
    expect(seen('b')).toEqual([[1, 3]])
    expect(totals()).toEqual([
      [1, 7],
      [2, 6],
    ])
    expect([...history.tenants('a')].map(([tenant, byType]) => [tenant, ...byType.keys()])).toEqual([
      ['a', 'view', 'click'],
      ['a', 'view'],
    ])
  })

  it('counts a window once that is closed again behind trouble (T12)', () => {
    const { record, seen, totals } = historyOf()
    record(1, 4)
    record(2, 5)
    record(1, 4)
    expect(seen()).toEqual([
      [1, 4],
      [2, 5],
    ])
    expect(totals()).toEqual(seen())
  })

  it('forgets a partition, and counts it afresh when it comes back', () => {
    const { record, seen, totals, history } = historyOf()
    record(1, 4)
    record(1, 10, 'a', 'view', 1)
    history.forget(1)
    expect(seen()).toEqual([[1, 4]])
    expect(totals()).toEqual([[1, 4]])
    record(1, 10, 'a', 'view', 1)
    expect(totals()).toEqual([[1, 14]])
    history.forget(7)
    expect(totals()).toEqual([[1, 14]])
  })

  it('forgets what is open again of a partition, and no window before', () => {
    const { record, seen, totals, history } = historyOf()
    for (const window of [1, 2, 3]) record(window, window)
    record(3, 7, 'b', 'view', 1)
    history.forget(0, 2 * STEP_MS)
    expect(seen()).toEqual([
      [1, 1],
      [3, 7],
    ])
    expect(totals()).toEqual(seen())
  })

  it('has of windows that there is no room for by tenant what all have together', () => {
    const { record, seen, totals } = historyOf(2)
    for (const tenant of ['a', 'b', 'c', 'd']) record(1, 5, tenant)
    expect(seen()).toEqual([[1, 10]])
    expect(totals()).toEqual([[1, 20]])
  })

  it('gives back the room of those who had nothing for as long as it remembers', () => {
    const { record, seen } = historyOf(2)
    for (const time of ['first', 'again']) record(0, time.length, 'gone')
    for (let window = 0; window < SLOTS; window++) record(window, 1, 'steady')
    record(SLOTS - 1, 5, 'late')
    expect(seen('late')).toEqual([])
    record(SLOTS, 1, 'steady') // takes the place of window 0
    expect(seen('gone')).toEqual([])
    record(SLOTS, 5, 'late')
    expect(seen('late')).toEqual([[SLOTS, 5]])
    expect(seen('steady')).toHaveLength(SLOTS)
  })

  it('loses nothing of the others by a window of the year 9999', () => {
    const { record, seen, totals } = historyOf()
    for (let window = 1; window <= 20; window++) record(window, window, 'a')
    record(YEAR_9999_MS / STEP_MS, 1, 'broken')
    for (let window = 21; window <= 26; window++) record(window, window, 'a')
    const expected = Array.from({ length: 26 }, (_, i) => [i + 1, i + 1])
    const hidden = (YEAR_9999_MS / STEP_MS) % SLOTS
    expect(seen('a')).toEqual(expected.filter(([window]) => window !== hidden))
    expect(totals()).toEqual(seen('a'))
  })

  it('tells 1,000 types apart in what all have together, and takes nothing away that it did not add', () => {
    const { history, record, totals } = historyOf()
    for (let i = 0; i < 1_000; i++) history.record(0, windowCount(0, 1, 0, { type: `type ${i}` }))
    record(0, 5, 'a', 'one more', 1)
    expect(history.totals.size).toBe(1_000)
    for (let window = 1; window <= SLOTS; window++) record(window, 2, 'a', 'one more', 1) // the others' windows go
    expect(totals('one more').at(-1)).toEqual([SLOTS, 2])
    history.forget(1)
    expect([...history.totals.values()].flatMap((bySlot) => [...bySlot]).filter((n) => n > 0)).toEqual([])
  })

  it('shows no window that nothing is left of', () => {
    const { history, record } = historyOf()
    record(1, 4)
    history.forget(0)
    expect(history.recent()).toEqual([])
  })
})
