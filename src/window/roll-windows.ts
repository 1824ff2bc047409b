import { mergeMap, Observable, type OperatorFunction, Subject, toArray, windowTime } from 'rxjs'
import type { EventType, TenantId } from '../event/event.ts'
import { emitEach } from '../rx/emit-each.ts'
import { EventTimeScheduler } from '../time/event-time-scheduler.ts'
import type { ClosedTo } from './count-panes.ts'
import { mergeCounts } from './counts.ts'
import type { Pane } from './pane-store.ts'
import { firstOpenWindow, firstWindowOf, paneMs, type WindowShape } from './window-shape.ts'

/** The final count of one tenant's events of one type in one window (T3). */
export interface WindowCount {
  readonly kind: 'window-count'
  readonly tenant: TenantId
  readonly type: EventType
  readonly occurrences: number
  readonly windowStartMs: number
  /** The greatest event time counted, unix milliseconds. */
  readonly lastEventMs: number
}

/**
 * Rolls panes into hopping windows with `windowTime(size, step)` on event time, and counts each window when it closes (T2, T3).
 *
 *   in   p--p--c-----|     p panes 1 and 2; size 2 panes, step 1; c closed-to 4, the end of window 2
 *   out  ---w--(ww)--|     w the count of one window: 0 as pane 2 is past its end, then 1 and 2
 *
 * Each `windowTime` begins at a multiple of the step early enough for the first pane's first window, and never with a window that is
 * closed already. Panes go in 1 ms before their end, so that none meets a window's boundary. No row for an empty window (T7).
 * A gap longer than a window ends one `windowTime` and begins another, which is why this is no plain composition: a gap of ten years
 * costs no more than one of a minute (T11).
 *
 * Completion emits nothing: the open windows are state, kept as panes elsewhere. Keeps references to the panes of open windows.
 */
export const rollWindows =
  (shape: WindowShape): OperatorFunction<Pane | ClosedTo, WindowCount> =>
  (pane$) =>
    new Observable<WindowCount>((counts) => {
      let closedToMs = Number.NEGATIVE_INFINITY
      let run: WindowRun | null = null

      const endRun = () => {
        run?.pane$.complete()
        run = null
      }
      counts.add(
        pane$.subscribe({
          next: (input) => {
            if (input.kind === 'closed-to') {
              closedToMs = input.ms
              // Behind the end of all its windows: completing it closes them as the clock would.
              if (run !== null && closedToMs - run.scheduler.now() > 2 * shape.sizeMs) endRun()
              run?.scheduler.advanceTo(closedToMs)
              return
            }
            if (run !== null && input.startMs - run.scheduler.now() > shape.sizeMs) endRun()
            if (run === null) {
              run = beginRun(shape, Math.max(firstWindowOf(input.startMs, shape), firstOpenWindow(closedToMs, shape)))
              counts.add(
                run.windowCount$.subscribe({ next: (count) => counts.next(count), error: (e) => counts.error(e) }),
              )
            }
            run.scheduler.advanceTo(input.startMs + paneMs(shape) - 1)
            run.pane$.next(input)
          },
          error: (error) => counts.error(error),
          complete: () => counts.complete(),
        }),
      )
    })

interface WindowRun {
  readonly scheduler: EventTimeScheduler
  readonly pane$: Subject<Pane>
  readonly windowCount$: Observable<WindowCount>
}

/** One unbroken run of windows, the first of which starts at `originMs`. */
const beginRun = (shape: WindowShape, originMs: number): WindowRun => {
  const scheduler = new EventTimeScheduler(originMs)
  const pane$ = new Subject<Pane>()
  const windowCount$ = pane$.pipe(
    windowTime(shape.sizeMs, shape.stepMs, scheduler),
    mergeMap((paneOfWindow$, i) =>
      paneOfWindow$.pipe(
        toArray(),
        emitEach((panes) => countWindow(panes, originMs + i * shape.stepMs, shape)),
      ),
    ),
  )
  return { scheduler, pane$, windowCount$ }
}

/** A late pane comes when later windows are open, too: only those that it lies in count it. */
const countWindow = (panes: readonly Pane[], windowStartMs: number, { sizeMs }: WindowShape): WindowCount[] => {
  const within = panes.filter(({ startMs }) => startMs >= windowStartMs && startMs < windowStartMs + sizeMs)
  const windowCounts: WindowCount[] = []
  for (const [tenant, byType] of mergeCounts(within.map(({ counts }) => counts)))
    for (const [type, { occurrences, lastEventMs }] of byType)
      windowCounts.push({ kind: 'window-count', tenant, type, occurrences, windowStartMs, lastEventMs })
  return windowCounts
}
