import { defer, finalize, map, merge, type Observable, Subject, takeUntil, tap } from 'rxjs'
import type { ConsumerGroups } from '../log/event-log.ts'
import type { PartitionReport } from '../run-partition.ts'
import { type RunOptions, runPipeline } from '../run-pipeline.ts'
import { LiveWindows } from './live-windows.ts'
import { type LookRequest, NOTHING_SEEN, type Seen, type Sight } from './sight.ts'
import type { WindowsQuery } from './windows-query.ts'

/**
 * The whole pipeline in this process, whose windows can be looked at while it runs.
 *
 *   pipeline   --r----r--r--|      r reports of its partitions
 *   look$      -----1-------2      1 and 2 ask for what there is to see
 *   out        --r--s-r--r--|      s seen by 1; nobody answers 2
 *
 * Answers within the turn of the question, with what was processed by then. Completes, and fails, with the pipeline. Keeps
 * what `LiveWindows` keeps.
 */
export const runLookedAt = (
  log: ConsumerGroups,
  options: RunOptions,
  look$: Observable<LookRequest>,
): Observable<PartitionReport | Seen> =>
  defer(() => {
    const live = new LiveWindows(options.pipeline.window)
    const over$ = new Subject<void>()
    const watch: RunOptions['watch'] = (output, partition) => {
      live.watch(output, partition)
      options.watch?.(output, partition)
    }
    const seen$ = look$.pipe(
      map(({ id, query }): Seen => ({ kind: 'seen', id, sight: lookedAt(live, query) })),
      takeUntil(over$),
    )
    const report$ = runPipeline(log, { ...options, watch }).pipe(
      tap((report) => {
        if (report.kind === 'recovered') live.taken(report.partition, report.kept.openFromMs)
        else if (report.kind === 'revoked') live.forget(report.partition)
      }),
      finalize(() => over$.next()),
    )
    return merge(seen$, report$)
  })

/** A defect in looking must not end what is looked at. */
const lookedAt = (live: LiveWindows, query: WindowsQuery): Sight => {
  try {
    return live.look(query)
  } catch {
    return { ...NOTHING_SEEN, isPartial: true }
  }
}
