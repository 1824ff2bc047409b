import type { SavedSessions } from '../session/session-state.ts'
import type { Clock } from '../time/clock.ts'
import type { SavedWindows } from '../window/saved-windows.ts'

/** The whole state of a partition between two records, as its checkpoints add up to it (one of version 1 holds it like this). */
export interface SavedPartition {
  readonly clock: Clock
  readonly windows: SavedWindows
  readonly sessions: SavedSessions
  /** (Event, window) pairs in windows still open: what the next commit's books begin with (T8). */
  readonly openPairs: number
  /** There are records before that the group never read: windows before the first event seen since are not complete. */
  readonly beginsMidway: boolean
  /** The first offset that was the group's to read. Checkpoints of earlier versions do not have it. */
  readonly beganAtOffset?: number
}
