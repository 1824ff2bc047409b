import { openFromMs } from '../window/open-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { NOTHING_OPEN, type OpenState, savedOpenState } from './open-state.ts'
import type { RecoveredPartition } from './recover.ts'

/** What a partition goes on with, of its last commit. */
export interface KeptState {
  /** Unix milliseconds, as the next; null before the first event. */
  readonly streamTimeMs: number | null
  /** Where the first window starts that was open: from there on all are closed in this life of the partition. */
  readonly openFromMs: number | null
  readonly open: OpenState
  /** Of what it was read from. */
  readonly stateBytes: number
}

export const keptState = (
  { position, saved }: Pick<RecoveredPartition, 'position' | 'saved'>,
  window: WindowShape,
): KeptState => ({
  streamTimeMs: position.streamTimeMs,
  openFromMs: openFromMs(saved?.windows, window),
  open: saved === undefined ? NOTHING_OPEN : savedOpenState(saved, window),
  stateBytes: position.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0),
})
