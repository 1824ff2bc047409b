import type { WindowsQuery } from './windows-query.ts'

/** Occurrences by event type; null: of all types that there was no room for. */
export type ByType = ReadonlyMap<string | null, number>

/** Occurrences by window start (unix milliseconds), then by event type. */
export type ByWindow = ReadonlyMap<number, ByType>

/** What one process of a run sees of its windows for a query: those that are open, and the last closed ones. */
export interface Sight {
  /** Of tenants that match. */
  readonly tenantsMatching: number
  /** There was more than is looked at in one go: counts are too low, and tenants are missing. */
  readonly isPartial: boolean
  /** How many types are in none but the one of the others. */
  readonly otherTypes: number
  /** Those with the most occurrences, no more than were asked for. */
  readonly tenants: ReadonlyMap<string, ByWindow>
  /** Of all that match together, in the same windows. */
  readonly windows: ByWindow
  /** Of all that match together, in the closed windows of the last minutes. */
  readonly history: ByWindow
}

/** Somebody wants to see the windows: each process of the run answers once, under the same number. */
export interface LookRequest {
  readonly id: number
  readonly query: WindowsQuery
}

export interface Seen {
  readonly kind: 'seen'
  readonly id: number
  readonly sight: Sight
}

export const NOTHING_SEEN: Sight = {
  tenantsMatching: 0,
  isPartial: false,
  otherTypes: 0,
  tenants: new Map(),
  windows: new Map(),
  history: new Map(),
}

/**
 * What several processes see together, `top` tenants of it. A tenant is one process' (E6), or its counts are added up. A window that one
 * has closed too long ago to show it is shown where it is still open, and else nowhere: its counts would be too low.
 */
export const mergeSights = (all: readonly Sight[], top: number): Sight => {
  const sights = all.map((sight) => withoutIncomplete(sight, all))
  return merged(sights, top)
}

const withoutIncomplete = (sight: Sight, all: readonly Sight[]): Sight => {
  const isKept = (startMs: number): boolean =>
    all.every(({ windows, history }) => windows.has(startMs) || !history.has(startMs)) ||
    all.some(({ windows, history }) => occurrencesAt(windows, startMs) > occurrencesAt(history, startMs))
  const keep = (windows: ByWindow): ByWindow => new Map([...windows].filter(([startMs]) => isKept(startMs)))
  return {
    ...sight,
    tenants: new Map([...sight.tenants].map(([tenant, windows]) => [tenant, keep(windows)])),
    windows: keep(sight.windows),
  }
}

const merged = (sights: readonly Sight[], top: number): Sight => ({
  tenantsMatching: sights.reduce((sum, { tenantsMatching }) => sum + tenantsMatching, 0),
  isPartial: sights.some(({ isPartial }) => isPartial),
  otherTypes: Math.max(0, ...sights.map(({ otherTypes }) => otherTypes)),
  tenants: new Map(
    [
      ...mergeBy(
        sights.map(({ tenants }) => tenants),
        addWindows,
      ),
    ]
      .sort(mostFirst)
      .slice(0, top),
  ),
  windows: addWindows(...sights.map(({ windows }) => windows)),
  history: addWindows(...sights.map(({ history }) => history)),
})

const occurrencesAt = (windows: ByWindow, startMs: number): number =>
  [...(windows.get(startMs)?.values() ?? [])].reduce((sum, n) => sum + n, 0)

/** All of it together. */
export const totalOf = (windows: ByWindow): number => {
  let total = 0
  for (const byType of windows.values()) for (const n of byType.values()) total += n
  return total
}

const mostFirst = (
  [a, windowsOfA]: readonly [string, ByWindow],
  [b, windowsOfB]: readonly [string, ByWindow],
): number => totalOf(windowsOfB) - totalOf(windowsOfA) || (a < b ? -1 : 1)

const addTypes = (...all: readonly ByType[]): ByType =>
  mergeBy(all, (...counts) => counts.reduce((sum, n) => sum + n, 0))

const addWindows = (...all: readonly ByWindow[]): ByWindow => mergeBy(all, addTypes)

const mergeBy = <K, V>(maps: readonly ReadonlyMap<K, V>[], add: (...values: readonly V[]) => V): Map<K, V> => {
  const sum = new Map<K, V>()
  for (const map of maps)
    for (const [key, value] of map) {
      const before = sum.get(key)
      sum.set(key, before === undefined ? value : add(before, value))
    }
  return sum
}
