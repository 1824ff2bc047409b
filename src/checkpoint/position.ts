import type { TakenPartition } from '../log/event-log.ts'
import { unpairedIn } from '../session/session-state.ts'
import type { CheckpointFile } from './checkpoint.ts'
import type { LoadedCheckpoint } from './load-checkpoint.ts'
import type { Pending } from './pending.ts'

/** Where a partition begins that its group has never committed: with all that the log has kept, with what comes from now on, or at an offset. */
export type Beginning = 'earliest' | 'latest' | number

/** Where a partition stands: what its next commit goes on from. */
export interface Position {
  readonly partition: number
  readonly sequence: number
  readonly nextOffset: number
  readonly openPairs: number
  /** Starts and ends that had no partner yet (S5). */
  readonly unpaired: number
  readonly beginsMidway: boolean
  /** The first offset that was the group's to read. Unknown of groups that began with an earlier version. */
  readonly beganAtOffset: number | undefined
  /** False until a commit says where the group began, where that is not where the log begins. */
  readonly isFixed: boolean
  /** Stream time as it was committed, unix ms; null before the first event. */
  readonly streamTimeMs: number | null
  /** What the last commit's state is read from, its own checkpoint last; none before the first commit. */
  readonly checkpoints: readonly CheckpointFile[]
  /** What the operators had counted when the last commit was made; they count since they were subscribed. */
  readonly counted: { readonly events: number; readonly heldPairs: number; readonly sessionEvents: number }
}

/** So much idle time may be lost with the process: it closed nothing that was not committed. */
const UNSAVED_IDLE_MS = 60_000

/** True when a commit would change anything that matters. */
export const isWorthCommitting = ({ nextOffset, rows, deadLetters, clock }: Pending, position: Position): boolean =>
  rows > 0 ||
  deadLetters.length > 0 ||
  (nextOffset !== null && nextOffset !== position.nextOffset) ||
  !position.isFixed ||
  movedMs(clock?.streamTimeMs, position.streamTimeMs) >= UNSAVED_IDLE_MS

const movedMs = (nowMs: number | null | undefined, thenMs: number | null): number =>
  nowMs == null || thenMs === null ? 0 : nowMs - thenMs

const NOTHING_COUNTED = { events: 0, heldPairs: 0, sessionEvents: 0 }

export const firstPosition = (
  partition: number,
  { startOffset, endOffset }: Pick<TakenPartition, 'startOffset' | 'endOffset'>,
  beginning: Beginning,
): Position => {
  const nextOffset =
    beginning === 'latest' ? endOffset : beginning === 'earliest' ? startOffset : Math.max(beginning, startOffset)
  return {
    partition,
    sequence: 0,
    nextOffset,
    openPairs: 0,
    unpaired: 0,
    beginsMidway: nextOffset > 0,
    beganAtOffset: nextOffset,
    isFixed: beginning === 'earliest',
    streamTimeMs: null,
    checkpoints: [],
    counted: NOTHING_COUNTED,
  }
}

/** Behind the commit of this checkpoint. */
export const positionAt = ({
  checkpoint: { partition, sequence, nextOffset, state },
  files,
}: LoadedCheckpoint): Position => ({
  partition,
  sequence,
  nextOffset,
  openPairs: state.openPairs,
  unpaired: unpairedIn(state.sessions),
  beginsMidway: state.beginsMidway,
  beganAtOffset: state.beganAtOffset,
  isFixed: true,
  streamTimeMs: state.clock.streamTimeMs,
  checkpoints: files,
  counted: NOTHING_COUNTED,
})
