import type { PaneLayer } from './collecting-panes.ts'
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
  const inTimeOrder = [...layers].sort((a, b) => a.startMs - b.startMs)
  let pairs = 0
  let windows = 0
  let uncountedMs = fromMs
  for (const { startMs, occurrences } of inTimeOrder) {
    const firstMs = firstWindowOf(startMs, shape)
    const lastMs = lastWindowOf(startMs, shape)
    pairs += occurrences * windowsBetween(Math.max(firstMs, fromMs), lastMs, shape)
    windows += windowsBetween(Math.max(firstMs, uncountedMs), lastMs, shape)
    uncountedMs = Math.max(uncountedMs, lastMs + shape.stepMs)
  }
  return { windows, pairs, fromMs: Number.isFinite(fromMs) ? fromMs : null, layers }
}
