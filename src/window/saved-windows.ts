import { addSaved, type Counts, type SavedCounts } from './counts.ts'

/** What the windows of a partition have to remember, as JSON can hold it. */
export interface SavedWindows {
  /** Every window that ends by then is closed, unix milliseconds; null before the first event. */
  readonly closedToMs: number | null
  /** Of one pane there may be several, which add up. */
  readonly panes: readonly (readonly [startMs: number, counts: SavedCounts])[]
}

/** The counts of each pane, by its start: what was saved of one pane adds up. */
export const loadPanes = (saved: SavedWindows['panes']): ReadonlyMap<number, Counts> => {
  const panes = new Map<number, Counts>()
  for (const [startMs, savedCounts] of saved) {
    const counts: Counts = panes.get(startMs) ?? new Map()
    addSaved(counts, savedCounts)
    panes.set(startMs, counts)
  }
  return panes
}
