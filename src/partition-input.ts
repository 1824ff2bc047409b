import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  repeat,
  type SchedulerLike,
  take,
  takeWhile,
  timer,
} from 'rxjs'
import type { Position } from './checkpoint/position.ts'
import { type Barrier, barrier } from './log/barrier.ts'
import { clipBatch } from './log/clip-batch.ts'
import { type CaughtUp, type Delivery, isDelivery } from './log/event-log.ts'

export interface InputOptions {
  readonly commit: { readonly intervalMs: number }
  /** Commit what there is and complete. Emits once, also to those who come late. */
  readonly stop$: Observable<void>
  /** Stream time goes on while the partition is idle (T9); never on the way to an `endOffset`. */
  readonly idle: boolean
  /** Stop at this offset, with every window closed (T10); null runs until `stop$`. */
  readonly endOffset: number | null
  readonly scheduler?: SchedulerLike | undefined
}

/** The deliveries, what is said of idle time, commit barriers on time between them, and a last barrier: `end` at the end offset, `stop` when stopped before. */
export const partitionInput = (
  item$: Observable<Delivery | CaughtUp>,
  { nextOffset, isFixed }: Position,
  { endOffset, idle, stop$, commit, scheduler = asyncScheduler }: InputOptions,
): Observable<Delivery | CaughtUp | Barrier> => {
  const delivery$ = item$.pipe(filter(isDelivery))
  const live$ = idle ? item$ : delivery$
  const bounded$ = endOffset === null ? live$ : upTo(delivery$, nextOffset, endOffset)
  return merge(
    stop$.pipe(map(() => barrier('stop'))), // first: one that is stopped already begins nothing
    isFixed ? EMPTY : of(barrier('commit')), // where the group begins has to outlive this process
    bounded$.pipe(endWith(barrier(endOffset === null ? 'stop' : 'end'))),
    commitBarriers(commit.intervalMs, scheduler),
  ).pipe(takeWhile((item) => item.kind !== 'barrier' || item.cause === 'commit', true))
}

/**
 * One each interval; where the commit of one takes longer than that, the next comes when it is over.
 *
 *   interval 4      ----b---b---b--------b---b    b commit barrier
 *   released        ----r---r----------- r---r    the third one's commit takes 9
 */
const commitBarriers = (intervalMs: number, scheduler: SchedulerLike): Observable<Barrier> =>
  defer(() => {
    let over$: Observable<void> = EMPTY
    return defer(() => {
      const released$ = new ReplaySubject<void>(1)
      const due$ = merge(timer(intervalMs, scheduler), over$)
      over$ = released$.pipe(take(1))
      return concat(due$.pipe(ignoreElements()), of(barrier('commit', () => released$.next())))
    }).pipe(repeat())
  })

const upTo = (delivery$: Observable<Delivery>, fromOffset: number, endOffset: number): Observable<Delivery> =>
  fromOffset >= endOffset
    ? EMPTY
    : delivery$.pipe(
        map((delivery) => ({ ...delivery, batch: clipBatch(delivery.batch, endOffset) })),
        takeWhile(({ batch }) => batch.nextOffset < endOffset, true),
      )
