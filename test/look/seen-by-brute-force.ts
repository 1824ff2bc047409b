import type { ByWindow, Sight } from '../../src/look/sight.ts'
import type { WindowsQuery } from '../../src/look/windows-query.ts'
import { bruteForceWindows, type PlainEvent, type PlainShape, type Rows, sumOf } from '../window/brute-force.ts'

/** What a look has to show, window by window, in plain objects. */
export interface Shown {
  readonly tenantsMatching: number
  /** [tenant, [start, type, occurrences] in order], the most first. */
  readonly tenants: readonly (readonly [string, readonly Cell[]])[]
  readonly windows: readonly Cell[]
  readonly history: readonly Cell[]
}

type Cell = readonly [startMs: number, type: string | null, occurrences: number]

/** Found from the events of each partition by plain loops: of the open windows the first, of the closed ones the last. */
export const seenByBruteForce = (
  partitions: readonly (readonly PlainEvent[])[],
  shape: PlainShape,
  graceMs: number,
  query: WindowsQuery,
  most = { open: 20, closed: 10 },
): Shown => {
  const truths = partitions.map((events) => bruteForceWindows(events, shape, graceMs))
  const closed = sumOf(...truths.map(({ results }) => results))
  const open = sumOf(...truths.map(({ open }) => open))
  const shown = new Set([...startsIn(open).slice(0, most.open), ...startsIn(closed).slice(-most.closed)])
  const inShown = cellsOf(sumOf(closed, open)).filter(({ startMs }) => shown.has(startMs))
  const matching = inShown.filter(({ tenant }) => isAskedFor(tenant, query))
  const known = [...inShown, ...cellsOf(closed)].map(({ tenant }) => tenant)
  const names = [...new Set(known)].filter((tenant) => isAskedFor(tenant, query))
  const totalOf = (name: string) =>
    matching.reduce((sum, { tenant, occurrences }) => sum + (tenant === name ? occurrences : 0), 0)
  const listed = names.sort((a, b) => totalOf(b) - totalOf(a) || (a < b ? -1 : 1)).slice(0, query.top)
  return {
    tenantsMatching: names.length,
    tenants: listed.map((name) => [name, summed(matching.filter(({ tenant }) => tenant === name))]),
    windows: summed(matching),
    history: summed(cellsOf(closed).filter(({ tenant }) => isAskedFor(tenant, query))),
  }
}

/** What was seen, in the same form. */
export const shownIn = ({ tenantsMatching, tenants, windows, history }: Sight): Shown => ({
  tenantsMatching,
  tenants: [...tenants].map(([tenant, byWindow]) => [tenant, inOrder(cellsIn(byWindow))]),
  windows: inOrder(cellsIn(windows)),
  history: inOrder(cellsIn(history)),
})

const isAskedFor = (name: string, { search, tenant }: WindowsQuery): boolean =>
  tenant === null ? name.toLowerCase().indexOf(search.toLowerCase()) >= 0 : name === tenant

const startsIn = (rows: Rows): number[] =>
  [...new Set(cellsOf(rows).map(({ startMs }) => startMs))].sort((a, b) => a - b)

const cellsOf = (rows: Rows) =>
  Object.entries(rows).map(([key, { occurrences }]) => {
    const [startMs, tenant, type] = JSON.parse(key) as [number, string, string]
    return { startMs, tenant, type, occurrences }
  })

const summed = (cells: ReturnType<typeof cellsOf>): readonly Cell[] => {
  const sums: Record<string, number> = {}
  for (const { startMs, type, occurrences } of cells) {
    const key = JSON.stringify([startMs, type])
    sums[key] = (sums[key] ?? 0) + occurrences
  }
  return inOrder(Object.entries(sums).map(([key, n]) => [...(JSON.parse(key) as [number, string]), n] as const))
}

const cellsIn = (windows: ByWindow): readonly Cell[] =>
  [...windows].flatMap(([startMs, byType]) => [...byType].map(([type, n]) => [startMs, type, n] as const))

const inOrder = (cells: readonly Cell[]): readonly Cell[] =>
  [...cells].sort(([a, ofA], [b, ofB]) => a - b || (JSON.stringify(ofA) < JSON.stringify(ofB) ? -1 : 1))
