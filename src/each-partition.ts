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

export interface GroupOptions {
  readonly topic: string
  readonly group: string
  /** Each partition's life then ends by itself, with `finished`. Emits once, also to those who come late. */
  readonly stop$: Observable<void>
  /**
   * Also when all that it holds is finished, this process stays in the group until `stop$`: leaving would hand its partitions to others
   * of the same run, who would take each again to find it finished.
   */
  readonly staysUntilStopped?: boolean
}

/** The group has given the partition to another process: what its life says ends before. */
export interface Revoked {
  readonly kind: 'revoked'
  readonly partition: number
}

/**
 * Every partition that the group gives to this process, each with a life of its own: `live` makes it, and its report `finished` says that
 * it came to its end.
 *
 * Completes when each partition that it holds is finished, at its end or because it was stopped; told to stay, only then. The
 * group is left only behind the last commit: earlier, another process would take the partition and fence it. The first partition that
 * fails for good fails all.
 */
export const eachPartition = <Report extends { readonly kind: string }>(
  log: ConsumerGroups,
  options: GroupOptions,
  live: (claim: PartitionClaim) => Observable<Report>,
): Observable<Report | Revoked> =>
  defer(() => {
    const change$ = new Subject<Change>()
    const run = (claim: PartitionClaim) => {
      change$.next({ claim, to: 'running' })
      let to: Change['to'] = 'lost' // revoked, or stopped while the log could not be reached
      const report$ = live(claim).pipe(
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
