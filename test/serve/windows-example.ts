import type { WindowsQuery, WindowsView } from '../../src/live/windows-view.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { NOON_MS } from './status-example.ts'

export const EXAMPLE_TYPES: readonly string[] = ['click', 'session_end', 'session_start', '<b>view</b>']

/** `count` tenants, hostile names first. */
export const exampleTenants = (count = HOSTILE_NAMES.length + 5): readonly string[] =>
  [...HOSTILE_NAMES, ...Array.from({ length: count }, (_, i) => `tenant_${i}`)].slice(0, count)

/** As many in each of twelve windows and of sixty closed ones before: the i-th tenant has `tenants - i` of each type, so order is known. */
export const windowsExample = (query: WindowsQuery, all = exampleTenants(), atMs = NOON_MS): WindowsView => {
  const matching = all.filter(
    (tenant) =>
      tenant.toLowerCase().includes(query.search.toLowerCase()) && (query.tenant === null || tenant === query.tenant),
  )
  const occurrencesOf = (tenant: string) => all.length - all.indexOf(tenant)
  const tenants = matching.slice(0, query.top)
  const ofType = matching.reduce((sum, tenant) => sum + occurrencesOf(tenant), 0)
  const startsMs = (count: number, lastMs: number) =>
    Array.from({ length: count }, (_, i) => lastMs - (count - 1 - i) * 2_000)
  return {
    atMs,
    query,
    tenantsMatching: matching.length,
    isPartial: false,
    types: EXAMPLE_TYPES,
    otherTypes: 0,
    tenants,
    windows: startsMs(12, atMs - 2_000).map((startMs) => ({
      startMs,
      occurrences: ofType * EXAMPLE_TYPES.length,
      cells: tenants.map((tenant) => EXAMPLE_TYPES.map(() => occurrencesOf(tenant))),
    })),
    history: {
      startMs: startsMs(60, atMs - 14_000),
      occurrences: EXAMPLE_TYPES.map(() => Array.from({ length: 60 }, () => ofType)),
    },
  }
}
