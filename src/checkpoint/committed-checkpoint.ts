import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type Checkpoint, checkpointPath, decodeReference } from './checkpoint.ts'
import { loadCheckpoint, MissingCheckpoint } from './load-checkpoint.ts'

/** What a group has committed of a partition, and the checkpoint that it names. */
export interface CommittedCheckpoint {
  /** What is committed: the checkpoint's own next offset, if nobody set it. */
  readonly offset: number
  readonly commitId: string
  readonly path: string
  readonly checkpoint: Checkpoint
}

const TRIES = 10
const PAUSE_MS = 200

export interface CheckpointSource {
  readonly log: Pick<EventLog, 'committed'>
  readonly fileSystem: Pick<FileSystem, 'read'>
  readonly topic: string
  readonly group: string
  /** How it waits before it asks again; by the clock where absent. */
  readonly pause?: (ms: number) => Promise<unknown>
}

/**
 * Reads what is committed without fencing anybody, so the pipeline may go on beside it: where the checkpoint, or one that it is built on,
 * is gone because another commit has come meanwhile, it is read again. null where the group has committed nothing.
 * @throws CheckpointError where it is missing though nothing else is committed, or is not as it was committed (R6).
 */
export const committedCheckpoint = async (
  { log, fileSystem, topic, group, pause = (ms) => sleep(ms) }: CheckpointSource,
  partition: number,
): Promise<CommittedCheckpoint | null> => {
  let before: string | null = null
  for (let tries = 1; ; tries++) {
    const committed = (await log.committed(topic, group))[partition] ?? null
    if (committed === null) return null
    const reference = decodeReference(committed.metadata, `partition ${partition}`)
    try {
      const { commitId, checkpoint } = await loadCheckpoint(fileSystem, reference)
      return { offset: committed.offset, commitId, path: checkpointPath(commitId), checkpoint }
    } catch (error) {
      const isLast = before === reference.commitId || tries === TRIES
      if (isLast || !(error instanceof MissingCheckpoint)) throw error
    }
    before = reference.commitId
    await pause(PAUSE_MS)
  }
}
