import { CheckpointError, decodeReference } from '../checkpoint/checkpoint.ts'
import { type CheckpointSource, committedCheckpoint } from '../checkpoint/committed-checkpoint.ts'
import type { PipelineIdentity } from '../checkpoint/pipeline-identity.ts'
import type { EventLog } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import type { ListedDataSets } from '../sink/list-parts.ts'
import { commitsOf } from './commits-of.ts'
import { Differences, type Tell } from './difference.ts'
import { ListedParts } from './listed-parts.ts'
import { type PartitionCheck, verifyPartition } from './verify-partition.ts'

export interface StorageSource {
  readonly log: Pick<EventLog, 'read' | 'bounds' | 'committed'>
  readonly fileSystem: Pick<FileSystem, 'read' | 'list'>
  /** As the pipeline was run with. */
  readonly maxFutureMs: number
  readonly identity: PipelineIdentity
  readonly deadLetterTopic: string
  /** How many differences are kept of all that are counted. */
  readonly show: number
  readonly pause?: NonNullable<CheckpointSource['pause']>
}

/** Told while it goes on. */
export interface Watcher {
  /** How many records there are to read, about. */
  readonly onTotal: (records: number) => void
  readonly onRecords: (records: number) => void
  /** A partition is done; null: its group has committed nothing. */
  readonly onPartition: (partition: number, check: PartitionCheck | null, differences: number) => void
}

export interface StorageCheck {
  readonly partitions: readonly PartitionCheck[]
  readonly differences: Differences
}

/** Checks every partition, one after the other, up to what the group has committed when it is its turn. */
export const verifyStorage = async (source: StorageSource, watcher: Watcher): Promise<StorageCheck> => {
  const { log, identity, show } = source
  watcher.onTotal(await committedRecords(log, identity))
  const differences = new Differences(show)
  const listed = new ListedParts(source)
  tellStrangers(await listed.list(), identity.partitions, differences.tell)
  const partitions: PartitionCheck[] = []
  let records = 0
  for (let partition = 0; partition < identity.partitions; partition++) {
    const done = records
    const found = await verifySettled(source, listed, partition, (read) => watcher.onRecords(done + read))
    differences.add(found.differences)
    records += found.check?.records ?? 0
    if (found.check !== null) partitions.push(found.check)
    watcher.onPartition(partition, found.check, found.differences.total)
  }
  return { partitions, differences }
}

interface Found {
  /** null where the group has committed nothing, or nothing that can be read. */
  readonly check: PartitionCheck | null
  readonly differences: Differences
}

const TRIES = 5

/** Once more where the log has removed, while it was read, records that were there when the reading began. */
const verifySettled = async (
  source: StorageSource,
  listed: ListedParts,
  partition: number,
  onRecords: (records: number) => void,
): Promise<Found> => {
  const { log, identity } = source
  for (let tries = 1; ; tries++) {
    const found = await verifyOnce(source, listed, partition, onRecords)
    const startOffset = (await log.bounds(identity.topic))?.[partition]?.startOffset ?? 0
    if (found.check === null || startOffset <= found.check.fromOffset || found.check.records === 0) return found
    if (tries === TRIES)
      throw new CheckpointError(
        `partition ${partition}: the log removes records faster than they are read again: verify while its retention rests`,
      )
  }
}

const verifyOnce = async (
  source: StorageSource,
  listed: ListedParts,
  partition: number,
  onRecords: (records: number) => void,
): Promise<Found> => {
  const { log, fileSystem, identity, deadLetterTopic, show, maxFutureMs } = source
  const { topic, group, windowSizeMs: sizeMs, windowStepMs: stepMs } = identity
  const differences = new Differences(show)
  const { tell } = differences
  const startOffset = (await log.bounds(topic))?.[partition]?.startOffset ?? 0
  const committed = await committedCheckpoint({ ...source, topic, group }, partition).catch((error: unknown) => {
    if (!(error instanceof CheckpointError)) throw error
    const where = `committed offset of partition ${partition}`
    tell({ partition, what: 'checkpoint', expected: 'as it was committed', found: error.message, where })
    return 'unreadable' as const
  })
  if (committed === 'unreadable') return { check: null, differences }

  // Behind the committed offset: what is listed now and belongs to a later commit is told from what belongs to none by looking again.
  const sequence = committed?.checkpoint.sequence ?? 0
  const parts = await listed.of(partition, sequence)
  const later = parts.filter((part) => part.sequence > sequence)
  const sequenceNow = await committedSequence(source, partition)
  for (const { path } of later.filter((part) => part.sequence > sequenceNow))
    tell({ partition, what: 'part', expected: 'none', found: 'a part of no commit', where: path })
  if (committed === null) return { check: null, differences }

  const { checkpoint, offset, path } = committed
  if (checkpoint.nextOffset !== offset)
    tell({
      partition,
      what: 'checkpoint',
      expected: `offset ${offset}`,
      found: `${checkpoint.nextOffset}`,
      where: path,
    })
  const letterBounds = await log.bounds(deadLetterTopic)
  const check = await verifyPartition({
    ...{ log, fileSystem, topic, group, deadLetterTopic, maxFutureMs, startOffset, committed, tell, onRecords },
    window: { sizeMs, stepMs },
    letterBounds: letterBounds?.[partition % letterBounds.length] ?? null,
    commits: commitsOf(
      parts.filter((part) => part.sequence <= sequence),
      committed,
      tell,
    ),
  })
  return { check, differences }
}

const committedSequence = async ({ log, identity }: StorageSource, partition: number): Promise<number> => {
  const committed = (await log.committed(identity.topic, identity.group))[partition] ?? null
  return committed === null ? 0 : decodeReference(committed.metadata, `partition ${partition}`).sequence
}

const committedRecords = async (log: StorageSource['log'], { topic, group }: PipelineIdentity): Promise<number> => {
  const bounds = (await log.bounds(topic)) ?? []
  const committed = await log.committed(topic, group)
  return bounds.reduce((sum, { partition, startOffset }) => {
    const offset = committed[partition]?.offset ?? 0
    return sum + Math.max(0, offset - startOffset)
  }, 0)
}

const tellStrangers = ({ parts, strangers }: ListedDataSets, partitions: number, tell: Tell): void => {
  const ofNone = parts.filter((part) => part.partition >= partitions).map(({ path }) => path)
  for (const where of [...strangers, ...ofNone].sort())
    tell({ partition: null, what: 'part', expected: 'none', found: 'a file that no commit wrote', where })
}
