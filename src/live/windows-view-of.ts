import { type ByType, type ByWindow, type Sight, totalOf } from '../look/sight.ts'
import { foldTypes, typesByFrequency } from '../look/tally.ts'
import type { WindowsQuery } from '../look/windows-query.ts'
import type { WindowsView } from './windows-view.ts'

const MOST_TYPES = 12

/** What was seen, as it is shown: types as columns. */
export const windowsViewOf = (sight: Sight, query: WindowsQuery, atMs: number): WindowsView => {
  const all = typesByFrequency([sight.windows, sight.history])
  const types = all.slice(0, MOST_TYPES)
  const otherTypes = all.length - types.length + sight.otherTypes
  const columns = otherTypes > 0 ? [...types, null] : types
  const fold = (windows: ByWindow): ByWindow => foldTypes(windows, new Set(types))
  const tenants = [...sight.tenants].map(([tenant, windows]) => [tenant, fold(windows)] as const)
  const history = fold(sight.history)
  const historyStarts = startsOf(history)
  return {
    atMs,
    query,
    tenantsMatching: sight.tenantsMatching,
    isPartial: sight.isPartial,
    types,
    otherTypes,
    tenants: tenants.map(([tenant]) => tenant),
    windows: startsOf(sight.windows).map((startMs) => ({
      startMs,
      occurrences: totalOf(new Map([[startMs, sight.windows.get(startMs)!]])),
      cells: tenants.map(([, windows]) => columns.map((type) => occurrencesIn(windows.get(startMs), type))),
    })),
    history: {
      startMs: historyStarts,
      occurrences: columns.map((type) => historyStarts.map((startMs) => occurrencesIn(history.get(startMs), type))),
    },
  }
}

const startsOf = (windows: ByWindow): readonly number[] => [...windows.keys()].sort((a, b) => a - b)

const occurrencesIn = (byType: ByType | undefined, type: string | null): number => byType?.get(type) ?? 0
