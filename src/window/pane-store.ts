import TinyQueue from 'tinyqueue'
import type { Event } from '../event/event.ts'
import { CollectingPanes, type PaneLayer } from './collecting-panes.ts'
import { addCount, type Counts } from './counts.ts'
import { type OpenWindows, openWindows } from './open-windows.ts'
import { loadPanes, type SavedWindows } from './saved-windows.ts'
import {
  firstOpenWindow,
  firstWindowOf,
  lastWindowOf,
  paneMs,
  paneStart,
  type WindowShape,
  windowsBetween,
} from './window-shape.ts'

/** The counts of one pane or a layer of it, or late additions to a pane that went out before. */
export interface Pane {
  readonly kind: 'pane'
  readonly startMs: number
  readonly counts: Counts
}

/** The windows that an event missed: `windows` of them from `firstWindowMs` on, one a step (T6). */
export interface Missed {
  readonly event: Event
  readonly firstWindowMs: number
  readonly windows: number
}

/** A pane that events are counted in now: all of them are in the same windows. Holds until a window closes or the state is saved. */
interface PaneSlot {
  readonly startMs: number
  readonly firstWindowMs: number
  /** Windows that hold it, and how many of them are open. */
  readonly held: number
  readonly open: number
  /** null where none is open. */
  readonly layer: PaneLayer | null
}

/** What has to be saved of the windows: all of it, or what is new since the saving before. */
export interface WindowsSnapshot {
  readonly closedToMs: number | null
  /** Where the first open window starts: no pane before it is needed any more. null before the first event. */
  readonly openFromMs: number | null
  /** (Event, window) pairs in windows still open (T8). */
  readonly openPairs: number
  /** Does not change any more, whatever comes, until something is saved again. */
  readonly layers: readonly PaneLayer[]
}

/**
 * Counts events into panes and knows which windows are closed: the pure part of `countPanes`.
 *
 * One hash update an event. A pane is kept until the last window that holds it closes; there are at most
 * (grace + size) / pane of them with events, whatever the gaps between (T11).
 */
export class PaneStore {
  readonly #shape: WindowShape
  readonly #paneMs: number
  readonly #collecting = new CollectingPanes()
  readonly #givenOut = new Map<number, PaneLayer[]>()
  readonly #givenOutStarts = new TinyQueue<number>()
  #closedToMs: number
  #latest: PaneSlot | null = null
  /** Events added since this store was made, and the (event, window) pairs that they make, late ones too (T8). */
  events = 0
  heldPairs = 0

  constructor(shape: WindowShape, saved: SavedWindows = { closedToMs: null, panes: [] }) {
    this.#shape = shape
    this.#paneMs = paneMs(shape)
    this.#closedToMs = saved.closedToMs ?? Number.NEGATIVE_INFINITY
    for (const [startMs, counts] of loadPanes(saved.panes))
      if (!this.#isForgotten(startMs)) this.#collecting.restore(startMs, counts)
  }

  get closedToMs(): number {
    return this.#closedToMs
  }

  /** Counts an event into the windows that are open (T5) and returns the closed ones that it missed (T6). */
  add(event: Event): Missed | null {
    const { tenant, type, timeMs } = event
    const slot = this.#latest
    // Most events are in the pane that the one before was in: a third of what looking it up costs.
    const { firstWindowMs, held, open, layer } =
      slot !== null && timeMs >= slot.startMs && timeMs < slot.startMs + this.#paneMs ? slot : this.#look(timeMs)
    this.events++
    this.heldPairs += held
    if (layer !== null) {
      layer.occurrences++
      addCount(layer.counts, tenant, type, 1, timeMs)
    }
    return open === held ? null : { event, firstWindowMs, windows: held - open }
  }

  #look(timeMs: number): PaneSlot {
    const startMs = paneStart(timeMs, this.#shape)
    const firstWindowMs = firstWindowOf(startMs, this.#shape)
    const lastMs = lastWindowOf(startMs, this.#shape)
    const openMs = firstOpenWindow(this.#closedToMs, this.#shape)
    const held = windowsBetween(firstWindowMs, lastMs, this.#shape)
    const open = windowsBetween(Math.max(firstWindowMs, openMs), lastMs, this.#shape)
    this.#latest = { startMs, firstWindowMs, held, open, layer: open === 0 ? null : this.#collecting.at(startMs) }
    return this.#latest
  }

  /** True when moving on to this watermark can close something: not so within a pane. */
  closes(watermarkMs: number): boolean {
    return watermarkMs >= this.#closedToMs + this.#paneMs
  }

  /**
   * Closes the windows that end by `ms` (T3) and hands out, in order, the panes that end by then and were not handed out yet. Counts
   * that came for a pane after it was handed out are a pane of their own: no window closes between two calls, so they are in time.
   */
  closeTo(ms: number): readonly Pane[] {
    this.#closedToMs = Math.floor(ms / this.#paneMs) * this.#paneMs
    this.#latest = null
    this.#forget()
    const panes: Pane[] = []
    const lastStartMs = this.#closedToMs - this.#paneMs
    for (
      let layers = this.#collecting.takeEarliest(lastStartMs);
      layers !== undefined;
      layers = this.#collecting.takeEarliest(lastStartMs)
    ) {
      this.#remember(layers)
      for (const { startMs, counts } of layers) panes.push({ kind: 'pane', startMs, counts })
    }
    return panes
  }

  /** Closes every window that holds a time up to `streamTimeMs` (T10). */
  closeAll(streamTimeMs: number): readonly Pane[] {
    const endMs = lastWindowOf(streamTimeMs, this.#shape) + this.#shape.sizeMs
    return endMs > this.#closedToMs ? this.closeTo(endMs) : []
  }

  /** Takes time by layers, not by counts. */
  open(): OpenWindows {
    return openWindows([...this.#layers()], this.#closedToMs, this.#shape)
  }

  /** Takes time by layers, not by counts. Only when what was saved before is written. */
  save(what: 'whole' | 'changes'): WindowsSnapshot {
    this.#collecting.freeze()
    this.#latest = null
    const layers = [...this.#layers()].filter(({ isSaved }) => what === 'whole' || !isSaved)
    for (const layer of layers) layer.isSaved = true
    const [closedToMs, openFromMs] =
      this.#closedToMs === Number.NEGATIVE_INFINITY
        ? [null, null]
        : [this.#closedToMs, firstOpenWindow(this.#closedToMs, this.#shape)]
    return { closedToMs, openFromMs, openPairs: this.open().pairs, layers }
  }

  *#layers(): Iterable<PaneLayer> {
    for (const layers of this.#givenOut.values()) yield* layers
    yield* this.#collecting.layers()
  }

  #remember(layers: readonly PaneLayer[]): void {
    const { startMs } = layers[0]!
    if (this.#isForgotten(startMs)) return
    const before = this.#givenOut.get(startMs)
    if (before === undefined) this.#givenOutStarts.push(startMs)
    this.#givenOut.set(startMs, [...(before ?? []), ...layers])
  }

  /** Earliest first, so that what is kept is not walked: there may be thousands of panes in a window. */
  #forget(): void {
    for (let startMs = this.#givenOutStarts.peek(); startMs !== undefined; startMs = this.#givenOutStarts.peek()) {
      if (!this.#isForgotten(startMs)) return
      this.#givenOutStarts.pop()
      this.#givenOut.delete(startMs)
    }
  }

  #isForgotten(startMs: number): boolean {
    return lastWindowOf(startMs, this.#shape) + this.#shape.sizeMs <= this.#closedToMs
  }
}
