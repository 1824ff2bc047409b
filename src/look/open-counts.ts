import type { TenantId } from '../event/event.ts'
import type { PaneLayer } from '../window/collecting-panes.ts'
import type { Counts } from '../window/counts.ts'
import type { OpenWindows } from '../window/open-windows.ts'
import { firstWindowOf, lastWindowOf, type WindowShape } from '../window/window-shape.ts'
import { Spans } from './spans.ts'
import { tenantMatcher, type WindowsQuery } from './windows-query.ts'

/** What is counted so far in windows that are open. */
export interface OpenCounts {
  /** Of tenants that match, in all of the windows together. */
  readonly tenants: Map<string, number>
  readonly windows: Spans
  readonly isPartial: boolean
  /** What was looked at: `counts` is in the windows from one index up to, and without, another. */
  readonly seen: readonly SeenLayer[]
}

interface SeenLayer {
  readonly counts: Counts
  readonly from: number
  readonly to: number
}

/** So many windows that are open are shown: those that close next. */
const MOST_WINDOWS = 20
/** How much is looked at, in counts: some 30 ms. Events wait meanwhile. */
const MOST_COUNTS = 540_000
/** What else costs how many: a tenant that does not match, one more pane of one that does, and its first one. */
const OTHER_TENANT = 3
const KNOWN_TENANT = 1
const NEW_TENANT = 10

/** Where the earliest windows start that are open, rising. Takes time by layers, however many windows they are in. */
export const openStarts = (partitions: readonly OpenWindows[], shape: WindowShape): readonly number[] => {
  const earliest: number[] = []
  for (const open of partitions)
    for (const layer of open.layers) {
      const lastMs = lastWindowOf(layer.startMs, shape)
      for (let ms = firstOpenOf(layer, open, shape); ms <= lastMs; ms += shape.stepMs) {
        const i = indexOfStart(earliest, ms)
        if (i === MOST_WINDOWS) break
        if (earliest[i] === ms) continue
        earliest.splice(i, 0, ms)
        earliest.length = Math.min(earliest.length, MOST_WINDOWS)
      }
    }
  return earliest
}

/** Adds up what partitions have in the windows with these starts, rising, of tenants that match. */
export const countOpen = (
  partitions: readonly OpenWindows[],
  starts: readonly number[],
  shape: WindowShape,
  query: WindowsQuery,
): OpenCounts => {
  const matches = tenantMatcher(query)
  const tenants = new Map<string, number>()
  const windows = new Spans(starts)
  const seen: SeenLayer[] = []
  let left = MOST_COUNTS
  for (const open of partitions)
    for (const layer of open.layers) {
      const from = indexOfStart(starts, firstOpenOf(layer, open, shape))
      const to = indexOfStart(starts, lastWindowOf(layer.startMs, shape) + 1)
      if (from >= to) continue
      const counts = query.tenant === null ? layer.counts : onlyOf(query.tenant, layer.counts)
      seen.push({ counts, from, to })
      for (const [tenant, byType] of counts) {
        if (left <= 0) return { tenants, windows, isPartial: true, seen }
        if (!matches(tenant)) {
          left -= OTHER_TENANT
          continue
        }
        const before = tenants.get(tenant)
        left -= byType.size + (before === undefined ? NEW_TENANT : KNOWN_TENANT)
        let total = 0
        for (const [type, { occurrences }] of byType) {
          windows.add(type, occurrences, from, to)
          total += occurrences
        }
        tenants.set(tenant, (before ?? 0) + total * (to - from))
      }
    }
  return { tenants, windows, isPartial: false, seen }
}

/** Adds what some tenants have of what was looked at. */
export const addOpen = (spans: ReadonlyMap<string, Spans>, seen: readonly SeenLayer[]): void => {
  for (const { counts, from, to } of seen)
    for (const tenant of spans.size < counts.size ? spans.keys() : counts.keys()) {
      const own = spans.get(tenant)
      if (own === undefined) continue
      for (const [type, { occurrences }] of counts.get(tenant as TenantId) ?? []) own.add(type, occurrences, from, to)
    }
}

const onlyOf = (tenant: string, counts: Counts): Counts => {
  const byType = counts.get(tenant as TenantId)
  return byType === undefined ? NO_COUNTS : new Map([[tenant as TenantId, byType]])
}

const NO_COUNTS: Counts = new Map()

/** Where the first open window starts that a pane is in, if there is one. */
const firstOpenOf = ({ startMs }: PaneLayer, { fromMs }: OpenWindows, shape: WindowShape): number =>
  Math.max(firstWindowOf(startMs, shape), fromMs ?? Number.NEGATIVE_INFINITY)

/** The index of the first that is not below; there are at most thirty. */
const indexOfStart = (starts: readonly number[], ms: number): number => {
  let i = starts.length
  while (i > 0 && starts[i - 1]! >= ms) i--
  return i
}
