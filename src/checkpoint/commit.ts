import { asyncScheduler, concatMap, defer, finalize, map, merge, type Observable, Subject } from 'rxjs'
import type { TakenPartition } from '../log/event-log.ts'
import { diskTrouble } from '../sink/disk-trouble.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { STAGING_DIRECTORY } from '../sink/part.ts'
import { publishParts } from '../sink/publish-parts.ts'
import { stageParts } from '../sink/stage-parts.ts'
import type { WindowShape } from '../window/window-shape.ts'
import { CHECKPOINT_DIRECTORY, checkpointPath, commitIdOf, encodeReference } from './checkpoint.ts'
import { type CommitContent, commitContent } from './commit-content.ts'
import { type CommitDone, commitDone, type Staged } from './committed.ts'
import { EncodedCheckpoint } from './encode-checkpoint.ts'
import type { Pending } from './pending.ts'
import type { Position } from './position.ts'
import { type Retrying, retryTrouble, type Waiting } from './retry-trouble.ts'
import { stateChanges } from './state-change.ts'

export interface CommitTargets {
  readonly fileSystem: FileSystem
  readonly log: Pick<TakenPartition, 'commit'>
  readonly deadLetterTopic: string
  readonly window: WindowShape
  /** Makes a commit's name unique: letters and digits. */
  readonly nonce: () => string
  readonly waiting: Waiting
}

/**
 * The commit of a partition (R2): all that is pending, once, whatever fails between any two steps. Completes when it is published.
 *
 *   1 stage the rows' parts   2 write the checkpoint   3 one log transaction   4 publish the parts   5 remove checkpoints not needed
 *
 * Before 3 nothing of it exists: what lies about is removed when the partition is taken next. From 3 on all of it does: taking the
 * partition finishes 4 (R3). docs/exactly-once.md has it crash by crash.
 *
 * Trouble with the disk is waited out, on either side of 3, and told as `retrying` (R8). On any other error the partition is spent and
 * has to be taken again (R4). Unsubscribing ends it behind the operation that is under way: nothing that comes later is begun.
 * @throws BooksError where the books do not balance (T8, S5), before anything is written, or a pane's counts are not the events that it took,
 *   before the checkpoint is.
 */
export const commitPending = (
  pending: Pending,
  position: Position,
  targets: CommitTargets,
): Observable<Retrying | CommitDone> =>
  defer(() => {
    const { fileSystem, log, deadLetterTopic, waiting } = targets
    const { scheduler = asyncScheduler } = waiting
    const beganMs = scheduler.now()
    const content = commitContent(pending, position, targets.window)
    const retrying$ = new Subject<Retrying>()
    const patiently = <T>(steps: () => Promise<T>): Observable<T> =>
      defer(steps).pipe(retryTrouble(waiting, tellDiskTrouble(position.partition, retrying$)))

    const committed$ = patiently(() => stage(content, position, targets)).pipe(
      concatMap(async (staged) => {
        await log.commit({
          nextOffset: content.nextOffset,
          metadata: encodeReference({ ...staged.checkpoints.at(-1)!, sequence: staged.sequence }),
          appends: [{ topic: deadLetterTopic, records: pending.deadLetters.map(({ record }) => record) }],
        })
        return staged
      }),
      concatMap((staged) =>
        patiently(() => publish(fileSystem, staged, position)).pipe(
          map(() => commitDone(content, staged, pending, position, scheduler.now() - beganMs)),
        ),
      ),
      finalize(() => retrying$.complete()),
    )
    return merge(retrying$, committed$)
  })

/** Steps 1 and 2. Under a name of their own each time: what failed to be written is never written to again (R8). */
const stage = async (
  { nextOffset, state, saving, snapshot, books, rowSets, rowContext }: CommitContent,
  { partition, sequence: before, checkpoints }: Position,
  { fileSystem, nonce }: CommitTargets,
): Promise<Staged> => {
  const sequence = before + 1
  const commitId = commitIdOf(partition, sequence, nonce())
  try {
    const metadata = { 'tideline.books': JSON.stringify(books) }
    const { parts, bytes } = await stageParts(fileSystem, commitId, rowSets, rowContext, metadata)
    const builtOn = saving === 'whole' ? [] : checkpoints
    const head = { partition, sequence, nextOffset, parts, books, builtOn, state }
    const checkpoint = new EncodedCheckpoint(head, stateChanges(snapshot))
    await fileSystem.create(checkpointPath(commitId), checkpoint)
    await fileSystem.syncDirectory(CHECKPOINT_DIRECTORY)
    return { sequence, checkpoints: [...builtOn, checkpoint.file(commitId)], parts, bytes }
  } catch (error) {
    // What cannot be removed now either is removed when the partition is taken next.
    await dropStaged(fileSystem, commitId).catch(() => {})
    throw error
  }
}

/** Gives back the room that a commit took which could not be written. */
const dropStaged = async (fileSystem: FileSystem, commitId: string): Promise<void> => {
  const names = await fileSystem.list(STAGING_DIRECTORY)
  const staged = names.filter((name) => name.startsWith(commitId)).map((name) => `${STAGING_DIRECTORY}/${name}`)
  for (const path of [...staged, checkpointPath(commitId)]) await fileSystem.remove(path)
}

/** Steps 4 and 5. */
const publish = async (
  fileSystem: FileSystem,
  { parts, checkpoints }: Staged,
  { checkpoints: before }: Position,
): Promise<void> => {
  await publishParts(fileSystem, parts)
  const needed = new Set(checkpoints.map(({ commitId }) => commitId))
  for (const { commitId } of before) if (!needed.has(commitId)) await fileSystem.remove(checkpointPath(commitId))
}

const tellDiskTrouble =
  (partition: number, retrying$: Subject<Retrying>) =>
  (error: unknown, pauseMs: number): boolean => {
    const message = diskTrouble(error)
    if (message !== null) retrying$.next({ kind: 'retrying', partition, trouble: 'disk', message, pauseMs })
    return message !== null
  }
