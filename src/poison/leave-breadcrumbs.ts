import {
  asapScheduler,
  concat,
  concatMap,
  defer,
  delay,
  from,
  ignoreElements,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  observeOn,
  of,
  ReplaySubject,
  type SchedulerLike,
  take,
  tap,
} from 'rxjs'
import type { Output } from '../checkpoint/output.ts'
import type { Barrier } from '../log/barrier.ts'
import type { CaughtUp, Delivery } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'
import { sliceBatch } from '../log/slice-batch.ts'
import { type Breadcrumb, type Breadcrumbs, type Place, pauseBeforeMs, placeOf, type Suspicion } from './breadcrumb.ts'

/**
 * Runs a partition's pipeline with a breadcrumb before each batch, taken away behind it; the records under suspicion go one by one (R7).
 *
 *   in        D-----D--|     the first delivery of three records, the second one under suspicion
 *   pipeline  (aBc)-D--|     a record, B the suspect alone, c record: a breadcrumb each, and each when the one before is released
 *
 * Emits what the pipeline emits, within the same turn, but for pieces, which wait for each other, and a record's last chance, for which
 * it waits. Keeps nothing but the batch that is in pieces. An error leaves the breadcrumb where it lies.
 */
export const leaveBreadcrumbs =
  (
    pipeline: OperatorFunction<Delivery | CaughtUp | Barrier, Output>,
    partition: number,
    breadcrumbs: Breadcrumbs,
    suspicion: Suspicion,
    scheduler: SchedulerLike,
  ): OperatorFunction<Delivery | CaughtUp | Barrier, Output> =>
  (delivery$) =>
    defer(() => {
      const { condemned } = suspicion
      return delivery$.pipe(
        concatMap((item) => (item.kind === 'delivery' ? singleOut(item, suspicion.alone) : [item])),
        concatMap((item) =>
          pausedIfLastChance(item, suspicion, (found) => breadcrumbs.write(partition, found), scheduler),
        ),
        tap((item) => {
          if (item.kind !== 'delivery' || item.batch.count === 0) return
          const { from, to } = spanOf(item.batch)
          breadcrumbs.write(partition, { at: placeOf(from, to, suspicion), condemned })
        }),
        pipeline,
        tap((output) => {
          // A batch's barrier comes out behind all of it.
          if (output.kind === 'barrier' && output.cause === 'batch')
            breadcrumbs.write(partition, { at: null, condemned })
        }),
      )
    })

/** Who is killed while it waits leaves the breadcrumb that was found of the record: that counts as no death. */
const pausedIfLastChance = (
  item: Delivery | CaughtUp | Barrier,
  suspicion: Suspicion,
  write: (found: Breadcrumb) => void,
  scheduler: SchedulerLike,
): Observable<Delivery | CaughtUp | Barrier> => {
  if (suspicion.alone === null || item.kind !== 'delivery' || item.batch.count === 0) return of(item)
  const { from, to } = spanOf(item.batch)
  const pauseMs = pauseBeforeMs(from, to, suspicion)
  if (pauseMs === 0) return of(item)
  write({ at: { from, to, deaths: suspicion.alone.deaths - 1 }, condemned: suspicion.condemned })
  return of(item).pipe(delay(pauseMs, scheduler))
}

const spanOf = (batch: RecordBatch) => ({ from: batch.offset(0), to: batch.offset(batch.count - 1) + 1 })

/** A delivery as it is, or in pieces where some of its records have to be processed alone. */
const singleOut = (delivery: Delivery, alone: Place | null): ObservableInput<Delivery> => {
  const { batch } = delivery
  if (alone === null || batch.count < 2) return [delivery]
  const isAlone = (i: number) => batch.offset(i) >= alone.from && batch.offset(i) < alone.to
  const starts = [0]
  for (let i = 1; i < batch.count; i++) if (isAlone(i) || isAlone(i - 1)) starts.push(i)
  const pieces = starts.map((start, n) => sliceBatch(batch, start, starts[n + 1] ?? batch.count))
  return from(pieces).pipe(
    concatMap((piece, n) => (n < pieces.length - 1 ? untilReleased(piece) : of({ ...delivery, batch: piece }))),
  )
}

/** Completes in a turn behind its release: pieces that all come at once would pile up behind the first commit among them. */
const untilReleased = (batch: RecordBatch): Observable<Delivery> =>
  defer(() => {
    const released$ = new ReplaySubject<void>(1)
    return concat(
      of<Delivery>({ kind: 'delivery', batch, release: () => released$.next() }),
      released$.pipe(take(1), ignoreElements(), observeOn(asapScheduler)),
    )
  })
