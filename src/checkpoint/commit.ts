import { asyncScheduler, concatMap, defer, finalize, map, merge, type Observable, Subject } from 'rxjs'
import type { LettersByTenant } from '../dead-letter/count-letters.ts'
import type { LetterInShort } from '../dead-letter/letter-in-short.ts'
import type { Reason } from '../event/reason.ts'
import type { TakenPartition } from '../log/event-log.ts'
import type { Durations } from '../session/durations.ts'
import type { Outcomes } from '../session/outcomes.ts'
import type { DataSetName } from '../sink/data-set.ts'
import { diskTrouble } from '../sink/disk-trouble.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type Part, STAGING_DIRECTORY } from '../sink/part.ts'
import { publishParts } from '../sink/publish-parts.ts'
import { stageParts } from '../sink/stage-parts.ts'
import type { ClockReport } from '../time/clock-report.ts'
import type { WindowShape } from '../window/window-shape.ts'
import type { Books } from './books.ts'
import { CHECKPOINT_DIRECTORY, type CheckpointFile, checkpointPath, commitIdOf, encodeReference } from './checkpoint.ts'
import { type CommitContent, commitContent } from './commit-content.ts'
import { EncodedCheckpoint } from './encode-checkpoint.ts'
import type { InvalidRecords } from './invalid-records.ts'
import type { OpenState } from './open-state.ts'
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

/** What a commit did, for those who sum up and show. */
export interface Committed {
  readonly kind: 'committed'
  readonly books: Books
  readonly rows: Readonly<Record<DataSetName, number>>
  readonly deadLetters: Readonly<Partial<Record<Reason, number>>>
  /** Of the ten tenants with the most, and of all others together. */
  readonly lettersByTenant: LettersByTenant
  /** The latest first. */
  readonly lastLetters: readonly LetterInShort[]
  /** Of its completed sessions, and what became of the others. */
  readonly durations: Durations
  readonly outcomes: Outcomes
  /** What the partition kept behind it. */
  readonly open: OpenState
  /** Too many of its records were dead letters, and `--force` made it all the same. */
  readonly forced?: InvalidRecords
  readonly clocks: ClockReport
  readonly parts: number
  readonly bytes: number
  /** Of the state, or of what changed of it. */
  readonly checkpointBytes: number
  /** Of all that the state is read from now. */
  readonly stateBytes: number
  /** From the barrier until its parts had their names, waiting for the log and the disk included. */
  readonly tookMs: number
}

/** A commit that is over, and where the partition stands behind it. */
export interface CommitDone {
  readonly kind: 'done'
  readonly committed: Committed
  readonly position: Position
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
          map(() => done(content, staged, pending, position, scheduler.now() - beganMs)),
        ),
      ),
      finalize(() => retrying$.complete()),
    )
    return merge(retrying$, committed$)
  })

interface Staged {
  readonly sequence: number
  /** What its state is read from, its own checkpoint last. */
  readonly checkpoints: readonly CheckpointFile[]
  readonly parts: readonly Part[]
  readonly bytes: number
}

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

const done = (
  content: CommitContent,
  { checkpoints, sequence, parts, bytes }: Staged,
  { windows, sessions, clocks }: Pending,
  position: Position,
  tookMs: number,
): CommitDone => {
  const { nextOffset, state, books, rowSets, deadLetters, lettersByTenant, lastLetters } = content
  const { durations, outcomes, open } = content
  return {
    kind: 'done',
    committed: {
      kind: 'committed',
      books,
      rows: Object.fromEntries(rowSets.map(({ dataSet, rows }) => [dataSet, rows])) as Committed['rows'],
      deadLetters,
      lettersByTenant,
      lastLetters,
      durations,
      outcomes,
      open,
      clocks,
      parts: parts.length,
      bytes,
      checkpointBytes: checkpoints.at(-1)!.bytes,
      stateBytes: checkpoints.reduce((sum, { bytes }) => sum + bytes, 0),
      tookMs,
    },
    position: {
      ...position,
      sequence,
      nextOffset,
      openPairs: state.openPairs,
      unpaired: books.unpairedAfter,
      checkpoints,
      isFixed: true,
      streamTimeMs: state.clock.streamTimeMs,
      counted: { events: windows!.events, heldPairs: windows!.heldPairs, sessionEvents: sessions!.events },
    },
  }
}

const tellDiskTrouble =
  (partition: number, retrying$: Subject<Retrying>) =>
  (error: unknown, pauseMs: number): boolean => {
    const message = diskTrouble(error)
    if (message !== null) retrying$.next({ kind: 'retrying', partition, trouble: 'disk', message, pauseMs })
    return message !== null
  }
