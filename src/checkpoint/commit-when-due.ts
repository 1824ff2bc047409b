import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  of,
} from 'rxjs'
import type { TimedBarrier } from '../time/track-watermark.ts'
import type { WindowShape } from '../window/window-shape.ts'
import type { CommitDone, Committed } from './commit.ts'
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
  readonly streamTimeMs: number | null
}

/** Says `retrying` as often as it has to wait, and `done` once, as the last. */
export type Commit = (pending: Pending, position: Position) => ObservableInput<Retrying | CommitDone>

/**
 * Gathers what comes out of a partition and commits it at the first barrier where that is due (R2), one commit at a time.
 *
 *   in   -r-b--r-b-----b--|     r row, b barrier; commits are due at two rows, and take 3
 *   out  ---p----p--C--p--|     p progress, C committed
 *
 * Due are: a `commit`, `stop` or `end` barrier; `limits.rows` rows; `limits.deadLetterBytes` of dead letters. A barrier's batch is
 * released when its commit is over, at once where none is due: that is the back-pressure. Completes when the last commit is over.
 * A commit that fails is an error: the partition has to be taken again (R4). Keeps what is pending, bounded by the limits and one batch.
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
      let pending = nothingPending()

      const commitNow = (): Observable<Committed | Retrying> =>
        defer(() => {
          const due = pending
          if (!isWorthCommitting(due, position)) return EMPTY
          pending = nothingPending() // what comes from here on belongs to the next commit
          return commit(due, position)
        }).pipe(
          map((said) => {
            if (said.kind === 'retrying') return said
            position = said.position
            return said.committed
          }),
        )

      return output$.pipe(
        filter((output): output is TimedBarrier => {
          addPending(pending, output, shape)
          return output.kind === 'barrier'
        }),
        concatMap((barrier) => {
          const progress = of(progressOf(barrier, position, pending))
          const due =
            barrier.cause !== 'batch' ||
            pending.rows >= limits.rows ||
            pending.deadLetterBytes >= limits.deadLetterBytes
          return concat(progress, due ? commitNow() : EMPTY, releaseOf(barrier))
        }),
      )
    })

const releaseOf = ({ release }: TimedBarrier): Observable<never> =>
  defer(() => {
    release()
    return EMPTY
  })

const progressOf = (
  { records, clock }: TimedBarrier,
  { partition, nextOffset }: Position,
  pending: Pending,
): Progress => ({
  kind: 'progress',
  partition,
  nextOffset: pending.nextOffset ?? nextOffset,
  records,
  streamTimeMs: clock.streamTimeMs,
})
