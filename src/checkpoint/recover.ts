import { concatMap, defer, finalize, from, type Observable } from 'rxjs'
import { LogError, type PartitionClaim, type TakenPartition } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { publishParts } from '../sink/publish-parts.ts'
import { CheckpointError, decodeReference } from './checkpoint.ts'
import { type CommitFiles, commitFilesOf, removeCommitFiles } from './commit-files.ts'
import { type LoadedCheckpoint, loadCheckpoint } from './load-checkpoint.ts'
import { laterCheckpointOf, newestCheckpoint, publishedPartOf } from './newest-checkpoint.ts'
import { type Beginning, firstPosition, type Position, positionAt } from './position.ts'
import type { SavedPartition } from './saved-partition.ts'

/** What an operator allows that is refused otherwise (R6). */
export interface RecoveryOptions {
  /** Go on where the log begins when it has lost records that were not read. */
  readonly acceptLoss: boolean
  /** Go on from the newest checkpoint when the log has no committed offset. */
  readonly resumeFromCheckpoint: boolean
  /** Where a partition begins that the group has never committed: with all that the log has kept, or with what comes from now on. */
  readonly from: Beginning
}

export const REFUSE_ALL: RecoveryOptions = { acceptLoss: false, resumeFromCheckpoint: false, from: 'earliest' }

/** A partition that is ours, its storage in order, with where to go on from. */
export interface RecoveredPartition {
  readonly taken: TakenPartition
  readonly position: Position
  /** undefined where the partition begins. */
  readonly saved: SavedPartition | undefined
  readonly report: RecoveryReport
}

export interface RecoveryReport {
  readonly partition: number
  readonly nextOffset: number
  /** Parts of the last commit that its owner did not get to publish. */
  readonly partsFinished: number
  /** Staged parts of commits that never were. */
  readonly partsRolledBack: number
  /** Records that the log removed before they were read, which the operator accepted. */
  readonly recordsLost: number
  /** The log had no committed offset, and the newest checkpoint stood in for it, as the operator wanted. */
  readonly resumedFromCheckpoint: boolean
}

/**
 * Takes a partition, in the order that is law (R3): fence, read what is committed, load the checkpoint that it names, publish what that
 * lists, remove what it does not list; then runs what goes on from there, and lets go of the partition when that is over.
 *
 * Removed is only what was there before the fence: that is of owners who can commit no more. A process that falls asleep here may wake up
 * when another has the partition, and must not touch what that one writes. Unsubscribed before the fence, it does not fence: the
 * partition is another's by then (R5).
 * @throws CheckpointError where storage and log do not belong together (R6); nothing was changed then but the fence.
 * @throws LogError `fenced` where another owner took the partition meanwhile, so that what was read no longer holds.
 */
export const recoverPartition = <T>(
  claim: PartitionClaim,
  fileSystem: FileSystem,
  options: RecoveryOptions,
  goOn: (recovered: RecoveredPartition) => Observable<T>,
): Observable<T> =>
  defer(() => commitFilesOf(fileSystem, claim.partition)).pipe(
    concatMap((leftovers) =>
      whileTaken(claim, (taken) =>
        from(recoverTaken(taken, claim.partition, leftovers, fileSystem, options)).pipe(concatMap(goOn)),
      ),
    ),
  )

/** Closes what was taken when its use is over, also where that is before it was taken. */
const whileTaken = <T>(claim: PartitionClaim, use: (taken: TakenPartition) => Observable<T>): Observable<T> =>
  defer(() => {
    const taking = claim.take()
    return from(taking).pipe(
      concatMap(use),
      // A spent connection may fail to close: nothing depends on it.
      finalize(() => void taking.then((taken) => taken.close()).catch(() => {})),
    )
  })

const recoverTaken = async (
  taken: TakenPartition,
  partition: number,
  leftovers: CommitFiles,
  fileSystem: FileSystem,
  options: RecoveryOptions,
): Promise<RecoveredPartition> => {
  const found = await findCheckpoint(taken, partition, fileSystem, options).catch(async (error: unknown) => {
    const isFenced = error instanceof CheckpointError && !(await taken.isOurs().catch(() => true))
    throw isFenced ? new LogError('fenced', fencedWhileRecovering(partition), { cause: error }) : error
  })
  const parts = found?.checkpoint.parts ?? []
  const partsFinished = await publishParts(fileSystem, parts)
  const partsRolledBack = await removeCommitFiles(fileSystem, leftovers, found?.files ?? [], parts)
  const start = found === null ? { position: firstPosition(partition, taken, options.from) } : goOnFrom(found)
  const { position, saved } = acceptingLoss(start, taken.startOffset)
  return {
    taken,
    position,
    saved,
    report: {
      partition,
      nextOffset: position.nextOffset,
      partsFinished,
      partsRolledBack,
      recordsLost: position.nextOffset - start.position.nextOffset,
      resumedFromCheckpoint: found !== null && taken.committed === null,
    },
  }
}

/** The checkpoint to go on from; null where the partition begins. Changes nothing. */
const findCheckpoint = async (
  { committed, startOffset, endOffset }: TakenPartition,
  partition: number,
  fileSystem: FileSystem,
  { acceptLoss, resumeFromCheckpoint }: RecoveryOptions,
): Promise<LoadedCheckpoint | null> => {
  if (committed === null) {
    const orphan = (await publishedPartOf(fileSystem, partition)) ?? (await laterCheckpointOf(fileSystem, partition))
    if (orphan === null) return null
    if (!resumeFromCheckpoint) throw new CheckpointError(orphanedPart(partition, orphan))
    return newestCheckpoint(fileSystem, partition, { startOffset, endOffset })
  }
  if (committed.offset < startOffset && !acceptLoss)
    throw new CheckpointError(lostRecords(partition, committed.offset, startOffset))
  return loadCheckpoint(fileSystem, decodeReference(committed.metadata, `partition ${partition}`))
}

interface Start {
  readonly position: Position
  readonly saved?: SavedPartition
}

const goOnFrom = (found: LoadedCheckpoint): Start => ({
  saved: found.checkpoint.state,
  position: positionAt(found),
})

/** Where records are lost, what the program can see begins anew: windows before the next event are not complete. */
const acceptingLoss = (
  { position, saved }: Start,
  startOffset: number,
): { readonly position: Position; readonly saved: SavedPartition | undefined } => {
  if (saved === undefined || position.nextOffset >= startOffset) return { position, saved }
  return {
    position: { ...position, nextOffset: startOffset, beginsMidway: true },
    saved: { ...saved, clock: { ...saved.clock, firstEventMs: null }, beginsMidway: true },
  }
}

const orphanedPart = (partition: number, path: string): string =>
  `partition ${partition}: the storage holds ${path}, but the log has no committed offset for this group: did its offsets expire, or was ` +
  'the group or the log deleted? Where the log still is the same one, --resume-from-checkpoint goes on from the newest checkpoint; ' +
  'otherwise use an empty --storage folder, or the --group that wrote this one'

const lostRecords = (partition: number, offset: number, startOffset: number): string =>
  `partition ${partition}: the group stands at offset ${offset}, but the log begins at ${startOffset}: ` +
  `${startOffset - offset} records were removed before they were read. --accept-loss goes on without them`

const fencedWhileRecovering = (partition: number): string =>
  `partition ${partition} was taken over by another process while this one recovered it. Nothing was changed`
