import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  filter,
  finalize,
  identity,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  repeat,
  type SchedulerLike,
  Subject,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs'
import { type CommitTargets, type Committed, commitPending } from './checkpoint/commit.ts'
import { type CommitLimits, commitWhenDue, type Progress } from './checkpoint/commit-when-due.ts'
import type { Output } from './checkpoint/output.ts'
import type { Position } from './checkpoint/position.ts'
import {
  REFUSE_ALL,
  type RecoveredPartition,
  type RecoveryOptions,
  type RecoveryReport,
  recoverPartition,
} from './checkpoint/recover.ts'
import { type Retrying, retryTrouble, type Waiting } from './checkpoint/retry-trouble.ts'
import { type Barrier, barrier } from './log/barrier.ts'
import { clipBatch } from './log/clip-batch.ts'
import { type CaughtUp, type Delivery, isDelivery, LogError, type PartitionClaim } from './log/event-log.ts'
import { type PipelineOptions, partitionPipeline } from './pipeline.ts'
import { type Breadcrumbs, NO_BREADCRUMBS, type Suspicion, suspicionOf } from './poison/breadcrumb.ts'
import { leaveBreadcrumbs } from './poison/leave-breadcrumbs.ts'
import { diskTrouble } from './sink/disk-trouble.ts'
import type { FileSystem } from './sink/file-system.ts'

export interface PartitionOptions extends Waiting {
  readonly pipeline: Omit<PipelineOptions, 'partition'>
  readonly commit: CommitLimits & { readonly intervalMs: number }
  readonly deadLetterTopic: string
  readonly fileSystem: FileSystem
  readonly nonce: CommitTargets['nonce']
  /** Commit what there is and complete. Emits once, also to those who come late. */
  readonly stop$: Observable<void>
  readonly recovery?: RecoveryOptions
  /** Where the partition says what it is processing, in case that kills it (R7); none are left where absent. */
  readonly breadcrumbs?: Breadcrumbs
  /** Is told each output in its turn, before it is committed; after trouble, what was not comes again. What it throws ends the partition. */
  readonly watch?: (output: Output, partition: number) => void
  /** Stream time goes on while the partition is idle (T9); never on the way to an `endOffset`. */
  readonly idle: boolean
  /** Stop at this offset, with every window closed (T10); null runs until `stop$`. */
  readonly endOffset: number | null
}

export interface Recovered extends RecoveryReport {
  readonly kind: 'recovered'
  /** How long it took to take the partition: fence, checkpoint, parts. */
  readonly tookMs: number
  /** Offsets of records that have killed the process too often, and become dead letters unread (R7). */
  readonly condemned: readonly number[]
}

/** The partition reached its end or was stopped, and all of it is committed. */
export interface Finished {
  readonly kind: 'finished'
  readonly partition: number
}

export type PartitionReport = Recovered | Progress | Committed | Retrying | Finished

/**
 * The life of one partition in this process: take it (R3), run its pipeline, commit when due (R2); after trouble with the log, again
 * from the start (R4). Whatever was not committed when it is revoked is dropped (R5): completes then without `finished`.
 */
export const runPartition = (claim: PartitionClaim, options: PartitionOptions): Observable<PartitionReport> =>
  defer(() => {
    const { recovery = REFUSE_ALL } = options
    let from = recovery.from
    const onBegun = ({ isFixed, nextOffset }: Position) => {
      if (!isFixed) from = nextOffset // taken again before that is committed, it begins there again
    }
    return defer(() => takeOnce(claim, options, { ...recovery, from }, onBegun)).pipe(takeAgain(claim, options))
  }).pipe(takeUntil(claim.revoked$))

const takeOnce = (
  claim: PartitionClaim,
  options: PartitionOptions,
  recovery: RecoveryOptions,
  onBegun: (position: Position) => void,
): Observable<PartitionReport> => {
  const { fileSystem, breadcrumbs = NO_BREADCRUMBS, scheduler = asyncScheduler } = options
  const { partition } = claim
  const beganMs = scheduler.now()
  return recoverPartition(claim, fileSystem, recovery, (recovered) => {
    onBegun(recovered.position)
    const suspicion = suspicionOf(breadcrumbs.read(partition), recovered.position.nextOffset)
    const { condemned } = suspicion
    return concat(
      of<Recovered>({ kind: 'recovered', ...recovered.report, tookMs: scheduler.now() - beganMs, condemned }),
      processPartition(recovered, suspicion, options),
      of<Finished>({ kind: 'finished', partition }),
    )
  })
}

const processPartition = (
  { taken, position, saved }: RecoveredPartition,
  suspicion: Suspicion,
  options: PartitionOptions,
): Observable<Progress | Committed | Retrying> => {
  const { pipeline, commit, deadLetterTopic, fileSystem, nonce } = options
  const { breadcrumbs = NO_BREADCRUMBS, scheduler = asyncScheduler, watch } = options
  const { partition, nextOffset } = position
  const stages = partitionPipeline({ ...pipeline, partition, condemned: suspicion.condemned }, saved)
  const targets = { fileSystem, log: taken, deadLetterTopic, window: pipeline.window, nonce, waiting: options }
  return input(taken.batches(nextOffset), position, options).pipe(
    leaveBreadcrumbs(stages, partition, breadcrumbs, suspicion, scheduler),
    watch === undefined ? identity : tap((output) => watch(output, partition)),
    commitWhenDue(position, commit, pipeline.window, (pending, at) => commitPending(pending, at, targets)),
  )
}

/** The deliveries, what is said of idle time, commit barriers on time between them, and a last barrier: `end` at the end offset, `stop` when stopped before. */
const input = (
  item$: Observable<Delivery | CaughtUp>,
  { nextOffset, isFixed }: Position,
  { endOffset, idle, stop$, commit, scheduler = asyncScheduler }: PartitionOptions,
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

/** One each interval, counted from when the one before was dealt with: a commit that takes long leaves time for records behind it. */
const commitBarriers = (intervalMs: number, scheduler: SchedulerLike): Observable<Barrier> =>
  defer(() => {
    const released$ = new ReplaySubject<void>(1)
    const due$ = timer(intervalMs, scheduler).pipe(map(() => barrier('commit', () => released$.next())))
    return concat(due$, released$.pipe(take(1), ignoreElements()))
  }).pipe(repeat())

const upTo = (delivery$: Observable<Delivery>, fromOffset: number, endOffset: number): Observable<Delivery> =>
  fromOffset >= endOffset
    ? EMPTY
    : delivery$.pipe(
        map((delivery) => ({ ...delivery, batch: clipBatch(delivery.batch, endOffset) })),
        takeWhile(({ batch }) => batch.nextOffset < endOffset, true),
      )

/**
 * After trouble with the log or the disk: a pause, and again from the start (R4, R8, R9). Any other error goes on. Stopped meanwhile,
 * the partition ends without its last commit: what was not committed is read again by whoever takes it next.
 */
const takeAgain =
  (claim: PartitionClaim, waiting: Waiting) =>
  (report$: Observable<PartitionReport>): Observable<PartitionReport> =>
    defer(() => {
      const retrying$ = new Subject<Retrying>()
      let isTrouble = false
      const tell = (error: unknown, pauseMs: number): boolean => {
        const trouble = troubleOf(error, claim)
        isTrouble = trouble !== null
        if (trouble !== null) retrying$.next({ kind: 'retrying', partition: claim.partition, ...trouble, pauseMs })
        return isTrouble
      }
      return merge(
        retrying$,
        report$.pipe(
          retryTrouble(waiting, tell, ({ kind }) => kind === 'committed'),
          catchError((error: unknown) => {
            if (isTrouble) return EMPTY
            throw error
          }),
          finalize(() => retrying$.complete()),
        ),
      )
    })

const troubleOf = (error: unknown, { isCoordinated }: PartitionClaim): Pick<Retrying, 'trouble' | 'message'> | null => {
  if (error instanceof LogError && (error.reason === 'unreachable' || (error.reason === 'fenced' && isCoordinated)))
    return { trouble: 'log', message: error.message }
  const disk = diskTrouble(error)
  return disk === null ? null : { trouble: 'disk', message: disk }
}
