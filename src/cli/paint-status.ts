import { interval, map, type Observable, Subscription } from 'rxjs'
import type { LiveRun } from '../live/live-run.ts'
import { lagOf } from '../live/live-status.ts'
import { barText } from './progress.ts'
import type { StatusLine } from './status-line.ts'
import { statusText } from './status-text.ts'

const BAR_INTERVAL_MS = 200
const STATUS_INTERVAL_MS = 1_000

/**
 * Paints a run's status on the line until unsubscribed: how far it is on the way to its end offsets, five times a second, or how it
 * stands, once a second.
 */
export const paintStatus = (
  line: StatusLine,
  live: LiveRun,
  endOffsets: ReadonlyMap<number, number> | null,
): Subscription => {
  if (!line.visible) return Subscription.EMPTY
  const text$ = endOffsets === null ? status$(live) : bar$(live, endOffsets)
  return text$.subscribe((text) => line.show(text))
}

const bar$ = (run: LiveRun, endOffsets: ReadonlyMap<number, number>): Observable<string> => {
  const beganMs = performance.now()
  return interval(BAR_INTERVAL_MS).pipe(
    map(() => {
      const { live } = run
      const total = live.records + lagOf(live, endOffsets)
      return barText(live.records, total, 'records', performance.now() - beganMs)
    }),
  )
}

const status$ = (run: LiveRun): Observable<string> =>
  interval(STATUS_INTERVAL_MS).pipe(
    map(() => {
      const { recordsPerSecond, lag, pipeline, atMs } = run.status()
      return statusText(run.live, recordsPerSecond, lag.records ?? 0, pipeline.graceMs, atMs)
    }),
  )
