import type { CheckpointFile } from './checkpoint.ts'

/** Files that a partition is read from at most. */
const MOST_FILES = 50

/**
 * Whether the next checkpoint holds the whole state or only what changed since the last one. The whole again as soon as the changes have
 * come to as many bytes, so that at most twice the state is read, or to 50 files: a large state that hardly changes is written once in 50 commits.
 */
export const nextSaving = ([whole, ...changes]: readonly CheckpointFile[]): 'whole' | 'changes' =>
  whole === undefined ||
  changes.length + 1 >= MOST_FILES ||
  changes.reduce((sum, { bytes }) => sum + bytes, 0) >= whole.bytes
    ? 'whole'
    : 'changes'
