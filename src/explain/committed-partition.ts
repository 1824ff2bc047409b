import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { type CheckpointSource, committedCheckpoint } from '../checkpoint/committed-checkpoint.ts'
import type { Part } from '../sink/part.ts'
import type { Question } from './question.ts'

/** A partition as its last commit left it, as far as the question goes. */
export interface CommittedPartition {
  readonly partition: number
  /** The first offset that was the group's to read. */
  readonly beganAtOffset: number
  /** Behind the last record that was processed. */
  readonly nextOffset: number
  readonly sequence: number
  /** The greatest event time, idle time included; null before the first event. */
  readonly streamMs: number | null
  /** The first event time that was seen, behind what was never read; null before that event. */
  readonly firstEventMs: number | null
  /** Every window that ends by then is closed; minus infinity before the first event. */
  readonly closedToMs: number
  /**
   * There are records before that the group never read: the log had removed them when it began, or before it came to them
   * (`--accept-loss`), or it began at the end (`--from latest`).
   */
  readonly beginsMidway: boolean
  /** How many events the window that is asked about holds so far; 0 where it is closed. */
  readonly openCount: number
  /** What the last commit published, or is about to. */
  readonly parts: readonly Part[]
}

/**
 * What a group has committed, one entry a partition, null where it never did. Fences nobody, so a live pipeline may go on meanwhile. One
 * checkpoint is in memory at a time.
 * @throws CheckpointError where a checkpoint is missing or changed.
 */
export const committedPartitions = async (
  source: CheckpointSource,
  partitions: number,
  question: Question,
): Promise<readonly (CommittedPartition | null)[]> => {
  const found: (CommittedPartition | null)[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const committed = await committedCheckpoint(source, partition)
    found.push(committed === null ? null : committedPartition(committed.checkpoint, question))
  }
  return found
}

const committedPartition = (
  { partition, sequence, nextOffset, parts, state: { clock, windows, beginsMidway, beganAtOffset } }: Checkpoint,
  question: Question,
): CommittedPartition => {
  const closedToMs = windows.closedToMs ?? Number.NEGATIVE_INFINITY
  return {
    partition,
    beganAtOffset: beganAtOffset ?? 0, // groups of earlier versions began where the log did
    nextOffset,
    sequence,
    streamMs: clock.streamTimeMs,
    firstEventMs: clock.firstEventMs,
    closedToMs,
    beginsMidway,
    openCount: closedToMs >= question.endMs ? 0 : openCount(windows.panes, question),
    parts,
  }
}

const openCount = (
  panes: Checkpoint['state']['windows']['panes'],
  { tenant, type, startMs, endMs }: Question,
): number => {
  let count = 0
  for (const [paneMs, byTenant] of panes)
    if (paneMs >= startMs && paneMs < endMs)
      for (const [itsTenant, byType] of byTenant)
        if (itsTenant === tenant)
          for (const [itsType, occurrences] of byType) if (itsType === type) count += occurrences
  return count
}
