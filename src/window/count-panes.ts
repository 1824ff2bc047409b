import { concat, defer, from, type OperatorFunction } from 'rxjs'
import { emitEach } from '../rx/emit-each.ts'
import type { Moment, Timed, TimedBarrier } from '../time/track-watermark.ts'
import type { OpenWindows } from './open-windows.ts'
import { type Missed, type Pane, PaneStore, type WindowsSnapshot } from './pane-store.ts'
import type { SavedWindows } from './saved-windows.ts'
import type { WindowShape } from './window-shape.ts'

/** Every window that ends by `ms` is closed from here on (T3). */
export interface ClosedTo {
  readonly kind: 'closed-to'
  readonly ms: number
}

/** An event that came too late for one window or more. */
export interface Late extends Missed {
  readonly kind: 'late'
  /** How far it lies behind stream time. */
  readonly behindMs: number
}

/** What a commit at this place would have to save of the windows. Valid until the next event. */
export interface WindowsAtBarrier {
  readonly kind: 'windows-at-barrier'
  /** Events seen since the operator was subscribed, and the (event, window) pairs that they make (T8). */
  readonly events: number
  readonly heldPairs: number
  /** All, or what is new since it was called last. What it gives has to be written before it is called again. */
  readonly save: (what: 'whole' | 'changes') => WindowsSnapshot
  /** What is open at the moment of asking, at any time; to be read at once. */
  readonly open: () => OpenWindows
}

export type CountedPanes = Pane | ClosedTo | Late | WindowsAtBarrier

/**
 * Counts events into panes and hands each pane out when the watermark passes its end, in the order of time (T3 to T6).
 *
 *   in   1--2-----3-----5-----0--b--|     event times in panes; size 3 panes, step 1, grace 0; b barrier
 *   out  c--(pc)--(pc)--(pc)--l--s--|     p pane, c closed-to, l late: all windows of 0 are closed, s what to save
 *
 * Late for some windows, in time for others: counted, and handed out as one more pane of the same start before the next closed-to.
 * Restored: the saved panes come again, behind the closed-to that they were saved at, which keeps closed windows closed.
 * A tick closes what is over by then (T9). An `end` barrier hands out all that is left and closes it (T10). Completion hands out nothing: what is open is state.
 * Keeps the panes of open windows (`PaneStore`).
 */
export const countPanes =
  (shape: WindowShape, restored?: SavedWindows): OperatorFunction<Timed, CountedPanes> =>
  (moment$) =>
    defer(() => {
      const store = new PaneStore(shape, restored)
      const closing = (ms: number): CountedPanes[] => [
        ...store.closeTo(ms),
        { kind: 'closed-to', ms: store.closedToMs },
      ]

      const again: CountedPanes[] =
        restored?.closedToMs == null
          ? []
          : [{ kind: 'closed-to', ms: restored.closedToMs }, ...closing(restored.closedToMs)]

      const step = (input: Timed): CountedPanes[] => {
        if (input.kind === 'barrier') {
          const closed = input.cause === 'end' ? endOf(store, input) : []
          return [...closed, atBarrier(store)]
        }
        const closed = store.closes(input.watermarkMs) ? closing(input.watermarkMs) : NOTHING
        if (input.kind === 'tick') return closed
        const missed = store.add(input.event)
        if (missed === null) return closed
        const late = lateOf(missed, input)
        return closed === NOTHING ? [late] : [...closed, late] // most late events close nothing
      }
      return concat(from(again), moment$.pipe(emitEach(step)))
    })

const NOTHING: CountedPanes[] = []

const lateOf = ({ event, firstWindowMs, windows }: Missed, { streamTimeMs }: Moment): Late => ({
  kind: 'late',
  event,
  behindMs: streamTimeMs - event.timeMs,
  firstWindowMs,
  windows,
})

const endOf = (store: PaneStore, { clock: { streamTimeMs } }: TimedBarrier): CountedPanes[] => {
  if (streamTimeMs === null) return []
  const panes = store.closeAll(streamTimeMs)
  return [...panes, { kind: 'closed-to', ms: store.closedToMs }]
}

const atBarrier = (store: PaneStore): WindowsAtBarrier => ({
  kind: 'windows-at-barrier',
  events: store.events,
  heldPairs: store.heldPairs,
  save: (what) => store.save(what),
  open: () => store.open(),
})
