import { merge, type OperatorFunction } from 'rxjs'
import { splitByKind } from '../rx/split-by-kind.ts'
import type { Timed } from '../time/track-watermark.ts'
import { countPanes, type Late, type WindowsAtBarrier } from './count-panes.ts'
import { rollWindows, type WindowCount } from './roll-windows.ts'
import type { SavedWindows } from './saved-windows.ts'
import type { WindowShape } from './window-shape.ts'

export type RollingCounts = WindowCount | Late | WindowsAtBarrier

/**
 * Events -> the final counts of their windows, the pairs that came late, and at each barrier what to save (T2 to T8).
 *
 *   events -> countPanes -+-> panes, closed-to -> rollWindows -> window counts -+->
 *                         +-> late, windows at barrier -------------------------+
 *
 * An event that is late for some windows is counted in the others (T5). Emits within the turn of the event, or the tick, that closes a window.
 */
export const rollingCounts =
  (shape: WindowShape, restored?: SavedWindows): OperatorFunction<Timed, RollingCounts> =>
  (moment$) =>
    moment$.pipe(
      countPanes(shape, restored),
      splitByKind((of) => merge(of('pane', 'closed-to').pipe(rollWindows(shape)), of('late', 'windows-at-barrier'))),
    )
