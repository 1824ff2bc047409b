import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts'
import { EncodedCheckpoint } from '../../src/checkpoint/encode-checkpoint.ts'
import type { StateChange } from '../../src/checkpoint/state-change.ts'

/** The file of a checkpoint that holds the whole of this state. */
export const wholeCheckpoint = ({ state, ...summary }: Checkpoint): { bytes: Buffer; sha256: string } => {
  const { windows, sessions, ...small } = state
  const changes: StateChange[] = [
    ...windows.panes.map(([startMs, counts]) => ['pane', startMs, counts] as const),
    ['opened', sessions.open],
    ['waiting', sessions.waiting],
    ['totals', sessions.totals],
  ]
  const encoded = new EncodedCheckpoint(
    { ...summary, builtOn: [], state: { ...small, closedToMs: windows.closedToMs, openFromMs: null } },
    changes,
  )
  return { bytes: Buffer.concat([...encoded]), sha256: encoded.file('').sha256 }
}
