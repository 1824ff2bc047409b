import {
  BehaviorSubject,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  first,
  from,
  map,
  mergeAll,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  of,
  tap,
} from 'rxjs'
import type { TimedBarrier } from '../time/track-watermark.ts'
import type { WindowShape } from '../window/window-shape.ts'
import type { CommitDone, Committed } from './committed.ts'
import type { Output } from './output.ts'
import { addPending, nothingPending, type Pending } from './pending.ts'
import { isWorthCommitting, type Position } from './position.ts'
import type { Retrying } from './retry-trouble.ts'

/** What may wait in memory at most, besides the time that `commit` barriers set (R2). */
export interface CommitLimits {
  readonly rows: number
  readonly deadLetterBytes: number
}

/** How far a partition has been processed, committed or not. */
export interface Progress {
  readonly kind: 'progress'
  readonly partition: number
  readonly nextOffset: number
  readonly records: number
  /** When the last of them was appended, as it says, unix milliseconds; null where there were none. */
  readonly appendedMs: number | null
  readonly streamTimeMs: number | null
}

/** Says `retrying` as often as it has to wait, and `done` once, as the last. */
export type Commit = (pending: Pending, position: Position) => ObservableInput<Retrying | CommitDone>

/**
 * Gathers what comes out of a partition and commits it at the first barrier where that is due (R2), one commit at a time, while the
 * partition goes on.
 *
 *   in   -r-b--r-b--r-b--r-b--r-b----|            r row, b barrier; a commit is due at two rows, and takes 12
 *   out  ---p----p----p----p-C--p--------(D|)     p progress, C committed with two rows, D with two more
 *   go   ---b----b----b------b--b                 when each batch is released: only the fourth has to wait for a commit
 *
 * Due are: a `commit`, `stop` or `end` barrier; `limits.rows` rows; `limits.deadLetterBytes` of dead letters. What is due is taken down
 * within the turn of its barrier, and its batch released at once: the next one is read while the commit is encoded and written. A batch
 * that makes another commit due meanwhile waits until the first is over: that is the back-pressure. A `commit` barrier that comes during a
 * commit asks for nothing, and any other is released when its commit is over. Completes when the last commit is over. A commit that fails
 * is an error: the partition has to be taken again (R4).
 *
 * Keeps what is pending and what is being committed, each bounded by the limits and one batch.
 */
export const commitWhenDue =
  (
    start: Position,
    limits: CommitLimits,
    shape: WindowShape,
    commit: Commit,
  ): OperatorFunction<Output, Progress | Committed | Retrying> =>
  (output$) =>
    defer(() => {
      let position = start
      let nextOffset = start.nextOffset
      let pending = nothingPending()
      const isCommitting$ = new BehaviorSubject(false)
      const idle$ = isCommitting$.pipe(first((isCommitting) => !isCommitting))

      /** Only when no commit is under way: what this one is made of goes on from there. */
      const beginCommit = (onOver: () => void): Observable<Committed | Retrying> => {
        const due = pending
        if (!isWorthCommitting(due, position)) {
          onOver()
          return EMPTY
        }
        pending = nothingPending() // what comes from here on belongs to the next commit
        isCommitting$.next(true)
        return from(commit(due, position)).pipe(
          map((said) => {
            if (said.kind === 'retrying') return said
            position = said.position
            return said.committed
          }),
          tap({
            complete: () => {
              isCommitting$.next(false)
              onOver()
            },
          }),
        )
      }

      const isDue = ({ cause }: TimedBarrier): boolean =>
        cause === 'batch'
          ? pending.rows >= limits.rows || pending.deadLetterBytes >= limits.deadLetterBytes
          : cause !== 'commit' || !isCommitting$.value

      /** What a barrier starts, each to be subscribed to at once; ends when what comes behind the barrier may start something. */
      const startedBy = (barrier: TimedBarrier): Observable<Observable<Progress | Committed | Retrying>> => {
        nextOffset = barrier.nextOffset ?? nextOffset
        const progress = of(of(progressOf(barrier, start.partition, nextOffset)))
        if (!isDue(barrier)) return concat(progress, releaseOf(barrier))
        if (barrier.cause === 'commit')
          return concat(
            progress,
            defer(() => of(beginCommit(barrier.release))),
          )
        return concat(progress, idle$.pipe(map(() => beginCommit(nothingElse))), releaseOf(barrier))
      }

      return output$.pipe(
        filter((output): output is TimedBarrier => {
          addPending(pending, output, shape)
          return output.kind === 'barrier'
        }),
        concatMap(startedBy),
        mergeAll(),
      )
    })

const nothingElse = () => {}

const releaseOf = ({ release }: TimedBarrier): Observable<never> =>
  defer(() => {
    release()
    return EMPTY
  })

const progressOf = ({ records, appendedMs, clock }: TimedBarrier, partition: number, nextOffset: number): Progress => ({
  kind: 'progress',
  partition,
  nextOffset,
  records,
  appendedMs,
  streamTimeMs: clock.streamTimeMs,
})
