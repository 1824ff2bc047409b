import { addSaved, type Counts } from './counts.ts'
import type { SavedWindows } from './pane-store.ts'

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
