import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  identity,
  merge,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
} from 'rxjs'
import { type BreakerLimits, circuitBreaker, InvalidRecordsError, NO_BREAKER } from './checkpoint/circuit-breaker.ts'
import { type CommitTargets, commitPending } from './checkpoint/commit.ts'
import { type Commit, type CommitLimits, commitWhenDue, type Progress } from './checkpoint/commit-when-due.ts'
import type { Committed } from './checkpoint/committed.ts'
import { type KeptState, keptState } from './checkpoint/kept-state.ts'
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
import type { Revoked } from './each-partition.ts'
import { LogError, mayPass, type PartitionClaim } from './log/event-log.ts'
import { type InputOptions, partitionInput } from './partition-input.ts'
import { type PipelineOptions, partitionPipeline } from './pipeline.ts'
import { type Breadcrumbs, NO_BREADCRUMBS, type Suspicion, suspicionOf } from './poison/breadcrumb.ts'
import { leaveBreadcrumbs } from './poison/leave-breadcrumbs.ts'
import { diskTrouble } from './sink/disk-trouble.ts'
import type { FileSystem } from './sink/file-system.ts'

export interface PartitionOptions extends Waiting, Pick<InputOptions, 'stop$' | 'idle' | 'endOffset'> {
  readonly pipeline: Omit<PipelineOptions, 'partition' | 'now'>
  readonly commit: CommitLimits & { readonly intervalMs: number }
  readonly deadLetterTopic: string
  readonly fileSystem: FileSystem
  readonly nonce: CommitTargets['nonce']
  readonly recovery?: RecoveryOptions
  /** When too many records are no events; any number of them is let through where absent. */
  readonly breaker?: BreakerLimits
  /** Where the partition says what it is processing, in case that kills it (R7); none are left where absent. */
  readonly breadcrumbs?: Breadcrumbs
  /** Is told each output in its turn, before it is committed; after trouble, what was not comes again. What it throws ends the partition. */
  readonly watch?: (output: Output, partition: number) => void
}

export interface Recovered extends RecoveryReport {
  readonly kind: 'recovered'
  /** How long it took to take the partition: fence, checkpoint, parts. */
  readonly tookMs: number
  /** Offsets of records that have killed the process too often, and become dead letters unread (R7). */
  readonly condemned: readonly number[]
  readonly kept: KeptState
}

/** The partition reached its end or was stopped, and all of it is committed. */
export interface Finished {
  readonly kind: 'finished'
  readonly partition: number
}

export type PartitionReport = Recovered | Progress | Committed | Retrying | Finished | Revoked

/**
 * The life of one partition in this process: take it (R3), run its pipeline, commit when due (R2); after trouble with the log, or where too
 * many records are no events, again from the start (R4). Whatever was not committed when it is revoked is dropped (R5): completes then without `finished`.
 */
export const runPartition = (claim: PartitionClaim, options: PartitionOptions): Observable<PartitionReport> =>
  defer(() => {
    const { recovery = REFUSE_ALL, breaker = NO_BREAKER } = options
    const guarded = circuitBreaker(breaker) // what it has seen outlives a taking: else each would let some more through
    let from = recovery.from
    const onBegun = ({ isFixed, nextOffset }: Position) => {
      if (!isFixed) from = nextOffset // taken again before that is committed, it begins there again
    }
    return defer(() => takeOnce(claim, options, { ...recovery, from }, guarded, onBegun)).pipe(
      takeAgain(claim, options),
    )
  }).pipe(takeUntil(claim.revoked$))

const takeOnce = (
  claim: PartitionClaim,
  options: PartitionOptions,
  recovery: RecoveryOptions,
  guarded: (commit: Commit) => Commit,
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
      of<Recovered>({
        kind: 'recovered',
        ...recovered.report,
        tookMs: scheduler.now() - beganMs,
        condemned,
        kept: keptState(recovered, options.pipeline.window),
      }),
      processPartition(recovered, suspicion, guarded, options),
      of<Finished>({ kind: 'finished', partition }),
    )
  })
}

const processPartition = (
  { taken, position, saved }: RecoveredPartition,
  suspicion: Suspicion,
  guarded: (commit: Commit) => Commit,
  options: PartitionOptions,
): Observable<Progress | Committed | Retrying> => {
  const { pipeline, commit, deadLetterTopic, fileSystem, nonce } = options
  const { breadcrumbs = NO_BREADCRUMBS, scheduler = asyncScheduler, watch } = options
  const { partition, nextOffset } = position
  const { condemned } = suspicion
  const stages = partitionPipeline({ ...pipeline, partition, condemned, now: () => scheduler.now() }, saved)
  const targets = { fileSystem, log: taken, deadLetterTopic, window: pipeline.window, nonce, waiting: options }
  return partitionInput(taken.batches(nextOffset), position, options).pipe(
    leaveBreadcrumbs(stages, partition, breadcrumbs, suspicion, scheduler),
    watch === undefined ? identity : tap((output) => watch(output, partition)),
    commitWhenDue(
      position,
      commit,
      pipeline.window,
      guarded((pending, at) => commitPending(pending, at, targets)),
    ),
  )
}

/**
 * After trouble with the log or the disk, or too many records that are no events: a pause, and again from the start (R4, R8, R9). Any other
 * error goes on; on the way to an end offset, which somebody waits for, so do the records that are no events. Stopped meanwhile, the partition ends without its last commit: what was not committed is read again by whoever takes it next.
 */
const takeAgain =
  (claim: PartitionClaim, options: PartitionOptions) =>
  (report$: Observable<PartitionReport>): Observable<PartitionReport> =>
    defer(() => {
      const retrying$ = new Subject<Retrying>()
      let isTrouble = false
      const tell = (error: unknown, pauseMs: number): boolean => {
        const trouble = troubleOf(error, claim, options)
        isTrouble = trouble !== null
        if (trouble !== null) retrying$.next({ kind: 'retrying', partition: claim.partition, ...trouble, pauseMs })
        return isTrouble
      }
      return merge(
        retrying$,
        report$.pipe(
          retryTrouble(options, tell, ({ kind }) => kind === 'committed'),
          catchError((error: unknown) => {
            if (isTrouble) return EMPTY
            throw error
          }),
          finalize(() => retrying$.complete()),
        ),
      )
    })

const troubleOf = (
  error: unknown,
  { isCoordinated }: PartitionClaim,
  { endOffset }: PartitionOptions,
): Pick<Retrying, 'trouble' | 'message' | 'seen'> | null => {
  if (mayPass(error)) return { trouble: 'log', message: error.message }
  if (error instanceof LogError && error.reason === 'fenced' && isCoordinated)
    return { trouble: 'fenced', message: error.message }
  if (error instanceof InvalidRecordsError && endOffset === null)
    return { trouble: 'invalid', message: error.message, seen: error.seen }
  const disk = diskTrouble(error)
  return disk === null ? null : { trouble: 'disk', message: disk }
}
