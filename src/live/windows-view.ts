import type { WindowsQuery } from '../look/windows-query.ts'
import type { StatusView } from './status-view.ts'

export type { WindowsQuery } from '../look/windows-query.ts'

/** /api/windows: the windows that are open, and the last closed ones, by tenant and event type. */
export interface WindowsView {
  readonly atMs: number
  readonly query: WindowsQuery
  /** Tenants that match the query, in the windows shown or the history. */
  readonly tenantsMatching: number
  /** There is more in open windows than is looked at in one go: counts are too low, and tenants are missing. */
  readonly isPartial: boolean
  /** The types with the most occurrences, by name; at most 12. */
  readonly types: readonly string[]
  /** How many types more there are; what they have is one more column behind `types` where this is above 0. */
  readonly otherTypes: number
  /** Those with the most occurrences, the most first. */
  readonly tenants: readonly string[]
  /** The earliest first: of each process at most the last ten that are closed, and the first twenty that are open. */
  readonly windows: readonly WindowView[]
  readonly history: HistoryView
}

/** A window as it is now; whether it is closed is each partition's own affair: it is where their watermark has passed its end (T3). */
export interface WindowView {
  readonly startMs: number
  /** Of all tenants that match, also those that are not listed. */
  readonly occurrences: number
  /** [tenant][type], in the order of `tenants` and `types`, with the column of the other types. */
  readonly cells: readonly (readonly number[])[]
}

/** Closed windows of the last minutes, of all tenants that match together: their final counts (T3), without corrections. */
export interface HistoryView {
  /** Window starts, rising; there is none for a window that nothing was in. */
  readonly startMs: readonly number[]
  /** [type][window], in the order of `types`, with the one of the other types. */
  readonly occurrences: readonly (readonly number[])[]
}

/** What /api/stream sends once a second, as the data of its events `view`. */
export interface LiveView {
  readonly status: StatusView
  readonly windows: WindowsView
}
