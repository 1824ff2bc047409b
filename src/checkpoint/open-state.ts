import { savedOpenWindows } from '../window/open-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import type { SavedPartition } from './saved-partition.ts'

/** What a partition keeps because it is not over. */
export interface OpenState {
  /** Windows that hold an event and are not closed. */
  readonly windows: number
  /** (Event, window) pairs in them (T8). */
  readonly pairs: number
  readonly sessions: number
  /** Session ends whose start has not come (S2). */
  readonly waitingEnds: number
}

export const NOTHING_OPEN: OpenState = { windows: 0, pairs: 0, sessions: 0, waitingEnds: 0 }

/** What a saved partition has open. */
export const savedOpenState = ({ windows, sessions, openPairs }: SavedPartition, shape: WindowShape): OpenState => ({
  windows: savedOpenWindows(windows, shape),
  pairs: openPairs,
  sessions: sessions.open.length,
  waitingEnds: sessions.waiting.length,
})
