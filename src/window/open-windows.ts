import type { PaneLayer } from './collecting-panes.ts'
import type { SavedWindows } from './saved-windows.ts'
import { firstOpenWindow, firstWindowOf, lastWindowOf, type WindowShape, windowsBetween } from './window-shape.ts'

/** The windows that are not closed. Good until the next event: counts are the store's own. */
export interface OpenWindows {
  /** How many of them hold an event. */
  readonly windows: number
  /** (Event, window) pairs in them (T8). */
  readonly pairs: number
  /** Where the first open window starts; null before the first event. */
  readonly fromMs: number | null
  /** What they are made of, and older panes that only closed windows hold are not among them; a pane may come in several. */
  readonly layers: readonly PaneLayer[]
}

/** Takes time by layers, not by counts. `closedToMs` is -Infinity before the first event. */
export const openWindows = (layers: readonly PaneLayer[], closedToMs: number, shape: WindowShape): OpenWindows => {
  const fromMs = firstOpenWindow(closedToMs, shape)
  let pairs = 0
  for (const { startMs, occurrences } of layers) {
    const firstMs = Math.max(firstWindowOf(startMs, shape), fromMs)
    pairs += occurrences * windowsBetween(firstMs, lastWindowOf(startMs, shape), shape)
  }
  const starts = layers.map(({ startMs }) => startMs)
  return {
    windows: countWindows(starts, fromMs, shape),
    pairs,
    fromMs: Number.isFinite(fromMs) ? fromMs : null,
    layers,
  }
}

/** Where the first window starts that is open in a saved state; null before the first event. */
export const openFromMs = (saved: SavedWindows | undefined, shape: WindowShape): number | null =>
  saved === undefined || saved.closedToMs === null ? null : firstOpenWindow(saved.closedToMs, shape)

/** How many windows that are open hold an event in a saved state. */
export const savedOpenWindows = (saved: SavedWindows, shape: WindowShape): number => {
  const starts = saved.panes.map(([startMs]) => startMs)
  return countWindows(starts, openFromMs(saved, shape) ?? Number.NEGATIVE_INFINITY, shape)
}

/** Windows from `fromMs` on that one of these panes is in. */
const countWindows = (paneStartsMs: readonly number[], fromMs: number, shape: WindowShape): number => {
  let windows = 0
  let uncountedMs = fromMs
  for (const startMs of [...paneStartsMs].sort((a, b) => a - b)) {
    const lastMs = lastWindowOf(startMs, shape)
    windows += windowsBetween(Math.max(firstWindowOf(startMs, shape), uncountedMs), lastMs, shape)
    uncountedMs = Math.max(uncountedMs, lastMs + shape.stepMs)
  }
  return windows
}
