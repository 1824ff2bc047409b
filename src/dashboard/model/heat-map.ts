import type { WindowsView } from '../../live/windows-view.ts'
import { heatLevel, roundMost } from './heat-scale.ts'
import { counted, grouped } from './numbers.ts'
import type { ShownWindow } from './window-state.ts'

export interface HeatMap {
  /** Headings of the columns, behind that of the tenants. */
  readonly types: readonly string[]
  /** What the last column is where it is that of the other types; null where there is none. */
  readonly otherTypes: string | null
  readonly rows: readonly HeatRow[]
  /** What the darkest colour stands for. */
  readonly most: number
  readonly listed: string
  /** Why there is nothing to see; null where there is. */
  readonly empty: string | null
}

export interface HeatRow {
  readonly tenant: string
  readonly cells: readonly HeatCell[]
}

export interface HeatCell {
  readonly occurrences: number
  readonly level: number
}

/** The chosen window, tenants in the given order. Colours mean the same in all windows that can be chosen. */
export const heatMap = (view: WindowsView, chosen: ShownWindow | null, order: readonly string[]): HeatMap => {
  const most = roundMost(greatest(view))
  const place = new Map(view.tenants.map((tenant, i) => [tenant, i]))
  const columns = view.types.length + (view.otherTypes > 0 ? 1 : 0)
  const cellsOf = (tenant: string): readonly HeatCell[] => {
    const counts = chosen?.window.cells[place.get(tenant) ?? -1] ?? []
    return Array.from({ length: columns }, (_, i) => {
      const occurrences = counts[i] ?? 0
      return { occurrences, level: heatLevel(occurrences, most) }
    })
  }
  return {
    types: view.types,
    otherTypes: view.otherTypes > 0 ? counted(view.otherTypes, 'other type') : null,
    rows: order.map((tenant) => ({ tenant, cells: cellsOf(tenant) })),
    most,
    listed: listedText(view),
    empty: emptyText(view),
  }
}

const greatest = ({ windows }: WindowsView): number => {
  let most = 0
  for (const { cells } of windows) for (const row of cells) for (const n of row) if (n > most) most = n
  return most
}

const listedText = ({ tenants, tenantsMatching, isPartial }: WindowsView): string => {
  const listed =
    tenants.length < tenantsMatching
      ? `${grouped(tenants.length)} of ${counted(tenantsMatching, 'tenant')}, those with the most events`
      : counted(tenantsMatching, 'tenant')
  return isPartial
    ? `${listed}. There is more than is counted here: counts are too low, and tenants are missing`
    : listed
}

const emptyText = ({ tenants, windows, query }: WindowsView): string | null => {
  if (tenants.length > 0) return null
  if (query.tenant !== null) return 'This tenant has no event in these windows.'
  if (query.search !== '') return 'No tenant in these windows has such a name.'
  return windows.length === 0
    ? 'There is no window yet: no event has come.'
    : 'No tenant has an event in these windows.'
}
