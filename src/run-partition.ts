import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  endWith,
  finalize,
  from,
  interval,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  retry,
  type SchedulerLike,
  Subject,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs'
import { type CommitTargets, type Committed, commitPending } from './checkpoint/commit.ts'
import { type CommitLimits, commitWhenDue, type Progress } from './checkpoint/commit-when-due.ts'
import { type RecoveredPartition, type RecoveryReport, recoverPartition } from './checkpoint/recover.ts'
import { type Barrier, barrier } from './log/barrier.ts'
import { clipBatch } from './log/clip-batch.ts'
import { type Delivery, LogError, type PartitionClaim } from './log/event-log.ts'
import { type PipelineOptions, partitionPipeline } from './pipeline.ts'
import type { FileSystem } from './sink/file-system.ts'

export interface PartitionOptions {
  readonly pipeline: Omit<PipelineOptions, 'partition'>
  readonly commit: CommitLimits & { readonly intervalMs: number }
  readonly deadLetterTopic: string
  readonly fileSystem: FileSystem
  readonly nonce: CommitTargets['nonce']
  /** Commit what there is and complete. */
  readonly stop$: Observable<void>
  /** Stop at this offset, with every window closed (T10); null runs until `stop$`. */
  readonly endOffset: number | null
  /** Whose clock tells when a commit is due and when to try again; the machine's where absent. */
  readonly scheduler?: SchedulerLike
}

export interface Recovered extends RecoveryReport {
  readonly kind: 'recovered'
}

/** The log could not be reached; the partition is taken again after a pause. */
export interface Retrying {
  readonly kind: 'retrying'
  readonly partition: number
  readonly message: string
  readonly pauseMs: number
}

/** The partition reached its end or was stopped, and all of it is committed. */
export interface Finished {
  readonly kind: 'finished'
  readonly partition: number
}

export type PartitionReport = Recovered | Progress | Committed | Finished

/**
 * The life of one partition in this process: take it (R3), run its pipeline, commit when due (R2); after trouble with the log, again
 * from the start (R4). Whatever was not committed when it is revoked is dropped (R5): completes then without `finished`.
 */
export const runPartition = (
  claim: PartitionClaim,
  options: PartitionOptions,
): Observable<PartitionReport | Retrying> =>
  defer(() => {
    const recovering = recoverPartition(claim, options.fileSystem)
    return from(recovering).pipe(
      mergeMap((recovered) =>
        concat(
          of<Recovered>({ kind: 'recovered', ...recovered.report }),
          processPartition(recovered, options),
          of<Finished>({ kind: 'finished', partition: claim.partition }),
        ),
      ),
      // Also where it is revoked while it is being taken. A spent connection may fail to close: nothing depends on it.
      finalize(() => void recovering.then(({ taken }) => taken.close()).catch(() => {})),
    )
  }).pipe(retryUnreachable(claim.partition, options), takeUntil(claim.revoked$))

const processPartition = (
  { taken, position, saved }: RecoveredPartition,
  options: PartitionOptions,
): Observable<Progress | Committed> => {
  const { pipeline, commit, deadLetterTopic, fileSystem, nonce } = options
  const targets = { fileSystem, log: taken, deadLetterTopic, window: pipeline.window, nonce }
  return input(taken.batches(position.nextOffset), position.nextOffset, options).pipe(
    partitionPipeline({ ...pipeline, partition: position.partition }, saved),
    commitWhenDue(position, commit, pipeline.window, (pending, at) => commitPending(pending, at, targets)),
  )
}

/** The deliveries, commit barriers on time between them, and a last barrier: `end` at the end offset, `stop` when stopped before. */
const input = (
  delivery$: Observable<Delivery>,
  fromOffset: number,
  { endOffset, stop$, commit, scheduler = asyncScheduler }: PartitionOptions,
): Observable<Delivery | Barrier> => {
  const bounded$ = endOffset === null ? delivery$ : upTo(delivery$, fromOffset, endOffset)
  return merge(
    stop$.pipe(map(() => barrier('stop'))), // first: one that is stopped already begins nothing
    bounded$.pipe(endWith(barrier(endOffset === null ? 'stop' : 'end'))),
    interval(commit.intervalMs, scheduler).pipe(map(() => barrier('commit'))),
  ).pipe(takeWhile((item) => item.kind === 'delivery' || item.cause === 'commit', true))
}

const upTo = (delivery$: Observable<Delivery>, fromOffset: number, endOffset: number): Observable<Delivery> =>
  fromOffset >= endOffset
    ? EMPTY
    : delivery$.pipe(
        map((delivery) => ({ ...delivery, batch: clipBatch(delivery.batch, endOffset) })),
        takeWhile(({ batch }) => batch.nextOffset < endOffset, true),
      )

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/** After trouble with the log: a pause that doubles up to 10 s, and again from the start (R4, R9). Any other error goes on. */
const retryUnreachable =
  (partition: number, { stop$, scheduler = asyncScheduler }: PartitionOptions) =>
  (report$: Observable<PartitionReport>): Observable<PartitionReport | Retrying> => {
    const retrying$ = new Subject<Retrying>()
    let failures = 0
    return merge(
      retrying$,
      report$.pipe(
        tap({
          next: ({ kind }) => {
            if (kind === 'committed') failures = 0
          },
        }),
        retry({
          delay: (error) => {
            if (!(error instanceof LogError) || error.reason !== 'unreachable') throw error
            const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS)
            retrying$.next({ kind: 'retrying', partition, message: error.message, pauseMs })
            return timer(pauseMs, scheduler).pipe(takeUntil(stop$)) // stopped: the partition ends without its last commit
          },
        }),
        finalize(() => retrying$.complete()),
      ),
    )
  }
