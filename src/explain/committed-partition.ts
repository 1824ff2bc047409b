import {
  type Checkpoint,
  CheckpointError,
  checkpointPath,
  decodeCheckpoint,
  decodeReference,
} from '../checkpoint/checkpoint.ts'
import type { CommittedOffset, EventLog } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
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
  /** The first event time that was seen; null before the first event. */
  readonly firstEventMs: number | null
  /** Every window that ends by then is closed; minus infinity before the first event. */
  readonly closedToMs: number
  /** The log had lost its beginning when the group began. */
  readonly beginsMidway: boolean
  /** How many events the window that is asked about holds so far; 0 where it is closed. */
  readonly openCount: number
  /** What the last commit published, or is about to. */
  readonly parts: readonly Part[]
}

const TRIES = 5

/**
 * What a group has committed, one entry a partition, null where it never did. Fences nobody, so a live pipeline may go on meanwhile, and
 * remove a checkpoint that was just named: then it is asked again.
 * @throws CheckpointError where a checkpoint is missing or changed.
 */
export const committedPartitions = async (
  log: Pick<EventLog, 'committed'>,
  files: Pick<FileSystem, 'read'>,
  { topic, group }: { readonly topic: string; readonly group: string },
  question: Question,
): Promise<readonly (CommittedPartition | null)[]> => {
  const read = async (partition: number, offset: CommittedOffset | null, tries: number) => {
    if (offset === null) return null
    try {
      return committedPartition(await readCheckpoint(files, partition, offset), question)
    } catch (error) {
      const now = (await log.committed(topic, group))[partition] ?? null
      if (!(error instanceof CheckpointError) || now?.metadata === offset.metadata || tries === 1) throw error
      return read(partition, now, tries - 1)
    }
  }
  const offsets = await log.committed(topic, group)
  const partitions: (CommittedPartition | null)[] = []
  // One checkpoint is in memory at a time.
  for (const [partition, offset] of offsets.entries()) partitions.push(await read(partition, offset, TRIES))
  return partitions
}

const readCheckpoint = async (
  files: Pick<FileSystem, 'read'>,
  partition: number,
  { metadata }: CommittedOffset,
): Promise<Checkpoint> => {
  const reference = decodeReference(metadata, `partition ${partition}`)
  return decodeCheckpoint(await files.read(checkpointPath(reference.commitId)), reference)
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
