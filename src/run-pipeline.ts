import {
  asapScheduler,
  combineLatest,
  defer,
  EMPTY,
  finalize,
  map,
  merge,
  mergeMap,
  type Observable,
  Subject,
  scan,
  scheduled,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
} from 'rxjs'
import type { ConsumerGroups, PartitionClaim } from './log/event-log.ts'
import { type PartitionOptions, type PartitionReport, type Revoked, runPartition } from './run-partition.ts'

export interface RunOptions extends Omit<PartitionOptions, 'endOffset'> {
  readonly topic: string
  readonly group: string
  /** Where each partition ends, by its number; null runs until `stop$`. */
  readonly endOffsets: readonly number[] | null
  /**
   * Also when all that it holds is finished, this process stays in the group until `stop$`: leaving would hand its partitions to others
   * of the same run, who would take each again to find it finished.
   */
  readonly staysUntilStopped?: boolean
}

/**
 * Every partition that the group gives to this process, each with a life of its own.
 *
 * Completes when each partition that it holds is finished, at the end offsets or because it was stopped; told to stay, only then. The
 * group is left only behind the last commit: earlier, another process would take the partition and fence it. The first partition that
 * fails for good fails all.
 */
export const runPipeline = (log: ConsumerGroups, options: RunOptions): Observable<PartitionReport> =>
  defer(() => {
    const change$ = new Subject<Change>()
    const run = (claim: PartitionClaim) => {
      change$.next({ claim, to: 'running' })
      let to: Change['to'] = 'lost' // revoked, or stopped while the log could not be reached
      const report$ = runPartition(claim, {
        ...options,
        endOffset: options.endOffsets?.[claim.partition] ?? null,
      }).pipe(
        tap(({ kind }) => {
          if (kind === 'finished') to = 'finished'
        }),
        // Behind its last report, which completing would cut off.
        finalize(() => change$.next({ claim, to })),
      )
      return merge(report$, whenRevoked(claim))
    }
    // Also a finished one: a rebalance takes it away, and whoever has it next finishes it again.
    const whenRevoked = (claim: PartitionClaim): Observable<Revoked> =>
      claim.revoked$.pipe(
        take(1),
        tap(() => change$.next({ claim, to: 'lost' })),
        map(() => ({ kind: 'revoked', partition: claim.partition })),
      )
    const stopped$ = options.stop$.pipe(
      map(() => true),
      startWith(false),
    )
    const done$ = combineLatest([change$.pipe(scan(applyChange, NO_CLAIMS), startWith(NO_CLAIMS)), stopped$]).pipe(
      map(
        ([held, stopped]) =>
          (stopped || (held.size > 0 && !options.staysUntilStopped)) &&
          [...held.values()].every((state) => state === 'finished'),
      ),
      // Looked at behind the turn: a rebalance takes claims one by one, and finished ones may be its last.
      switchMap((isDone) => (isDone ? scheduled([true], asapScheduler) : EMPTY)),
    )
    return log.consume(options.topic, options.group).pipe(mergeMap(run), takeUntil(done$))
  })

type ClaimState = 'running' | 'finished'
type Held = ReadonlyMap<PartitionClaim, ClaimState>
interface Change {
  readonly claim: PartitionClaim
  readonly to: ClaimState | 'lost'
}

const NO_CLAIMS: Held = new Map()

const applyChange = (held: Held, { claim, to }: Change): Held => {
  const next = new Map(held)
  if (to === 'lost') next.delete(claim)
  else next.set(claim, to)
  return next
}
