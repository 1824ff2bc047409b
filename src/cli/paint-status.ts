import { exhaustMap, from, interval, map, type Observable, pairwise, Subscription, startWith } from 'rxjs'
import { type LiveStatus, lagOf } from '../live/live-status.ts'
import type { PartitionBounds, Topics } from '../log/event-log.ts'
import { barText } from './progress.ts'
import type { StatusLine } from './status-line.ts'
import { statusText } from './status-text.ts'

/** A run to the end shows how far it is between the bounds; a live one shows how it stands, with its lag. */
export type PaintSource =
  | { readonly bounds: readonly PartitionBounds[] }
  | { readonly log: Topics; readonly topic: string; readonly graceMs: number }

const BAR_INTERVAL_MS = 200
const STATUS_INTERVAL_MS = 1_000

/** Paints a run's status on the line until unsubscribed: a bar five times a second, or one status a second. */
export const paintStatus = (line: StatusLine, statusNow: () => LiveStatus, source: PaintSource): Subscription => {
  if (!line.visible) return Subscription.EMPTY
  const text$ = 'bounds' in source ? bar$(statusNow, source.bounds) : live$(statusNow, source)
  return text$.subscribe((text) => line.show(text))
}

const bar$ = (statusNow: () => LiveStatus, bounds: readonly PartitionBounds[]): Observable<string> => {
  const beganMs = performance.now()
  const endOffsets = new Map(bounds.map(({ partition, endOffset }) => [partition, endOffset]))
  return interval(BAR_INTERVAL_MS).pipe(
    map(() => {
      const status = statusNow()
      const total = status.records + lagOf(status, endOffsets)
      return barText(status.records, total, 'records', performance.now() - beganMs)
    }),
  )
}

const live$ = (
  statusNow: () => LiveStatus,
  { log, topic, graceMs }: { log: Topics; topic: string; graceMs: number },
): Observable<string> =>
  interval(STATUS_INTERVAL_MS).pipe(
    // A log that is slow to answer, or down, makes the line stand still; it never piles up questions.
    exhaustMap(() => from(log.bounds(topic).catch(() => null))),
    map((bounds) => ({ status: statusNow(), bounds: bounds ?? [], atMs: performance.now() })),
    startWith({ status: statusNow(), bounds: [], atMs: performance.now() }),
    pairwise(),
    map(([before, { status, bounds, atMs }]) => {
      const perSecond = ((status.records - before.status.records) / (atMs - before.atMs)) * 1000
      const endOffsets = new Map(bounds.map(({ partition, endOffset }) => [partition, endOffset]))
      return statusText(status, perSecond, lagOf(status, endOffsets), graceMs, Date.now())
    }),
  )
