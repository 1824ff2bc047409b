import type { TenantId } from '../event/event.ts'
import type { PaneLayer } from '../window/collecting-panes.ts'
import type { OpenWindows } from '../window/open-windows.ts'
import { firstWindowOf, lastWindowOf, type WindowShape } from '../window/window-shape.ts'
import { addTo, type Tally } from './tally.ts'

/** What is counted so far in the windows that are open. */
export interface OpenCounts {
  /** Of tenants that match, in panes: each event once, in however many windows it is. */
  readonly tenants: Map<TenantId, number>
  readonly windows: Tally
  readonly isPartial: boolean
}

/** So many open windows are shown, the earliest: those that close next. */
const MOST_WINDOWS = 20
/** So many counts are looked at, some 30 ms: events wait meanwhile. */
const MOST_COUNTS = 300_000

/** Adds up what the partitions have in their open windows, of tenants that match. */
export const countOpen = (
  partitions: readonly OpenWindows[],
  shape: WindowShape,
  matches: (tenant: string) => boolean,
): OpenCounts => {
  const tenants = new Map<TenantId, number>()
  const windows: Tally = new Map()
  const shown = new Set(openStarts(partitions, shape))
  let left = MOST_COUNTS
  for (const open of partitions)
    for (const layer of open.layers) {
      const starts = startsOf(layer, open, shape).filter((startMs) => shown.has(startMs))
      if (starts.length === 0) continue
      if (left <= 0) return { tenants, windows, isPartial: true }
      const inPane = new Map<string, number>()
      for (const [tenant, byType] of layer.counts) {
        left -= byType.size
        if (left < 0) break
        if (!matches(tenant)) continue
        let total = tenants.get(tenant) ?? 0
        for (const [type, { occurrences }] of byType) {
          inPane.set(type, (inPane.get(type) ?? 0) + occurrences)
          total += occurrences
        }
        tenants.set(tenant, total)
      }
      for (const startMs of starts) for (const [type, n] of inPane) addTo(windows, startMs, type, n)
    }
  return { tenants, windows, isPartial: left < 0 }
}

/** One tenant's part of the same windows. */
export const addOpen = (
  tally: Tally,
  tenant: TenantId,
  partitions: readonly OpenWindows[],
  windows: ReadonlySet<number>,
  shape: WindowShape,
): void => {
  for (const open of partitions)
    for (const layer of open.layers) {
      const byType = layer.counts.get(tenant)
      if (byType === undefined) continue
      for (const startMs of startsOf(layer, open, shape)) {
        if (!windows.has(startMs)) continue
        for (const [type, { occurrences }] of byType) addTo(tally, startMs, type, occurrences)
      }
    }
}

const openStarts = (partitions: readonly OpenWindows[], shape: WindowShape): readonly number[] => {
  const starts = new Set<number>()
  for (const open of partitions)
    for (const layer of open.layers) for (const ms of startsOf(layer, open, shape)) starts.add(ms)
  return [...starts].sort((a, b) => a - b).slice(0, MOST_WINDOWS)
}

/** The open windows that a pane is in: at most size / step, which is 100. */
const startsOf = ({ startMs }: PaneLayer, { fromMs }: OpenWindows, shape: WindowShape): number[] => {
  const starts: number[] = []
  const firstMs = Math.max(firstWindowOf(startMs, shape), fromMs ?? Number.NEGATIVE_INFINITY)
  for (let ms = firstMs; ms <= lastWindowOf(startMs, shape); ms += shape.stepMs) starts.push(ms)
  return starts
}
