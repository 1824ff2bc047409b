import TinyQueue from 'tinyqueue'
import { addCounts, type Counts, totalOccurrences } from './counts.ts'

/** What was counted into one pane between two savings. Behind the saving it does not change. */
export interface PaneLayer {
  readonly startMs: number
  readonly counts: Counts
  /** All of its occurrences together. */
  occurrences: number
  isSaved: boolean
}

/**
 * The panes that still take events, in layers, so that what was saved once need not be saved again.
 *
 *   one pane   [ saved, merged ][ saved last ][ takes events ]
 *
 * What was saved last may still be on its way to the disk while events come: so the layer that takes them is another one. It is merged into
 * the ones before at the next saving, when it is surely written: a pane has three layers at most, however often it is saved.
 */
export class CollectingPanes {
  readonly #fresh = new Map<number, PaneLayer>()
  readonly #saved = new Map<number, PaneLayer[]>()
  readonly #starts = new TinyQueue<number>()

  /** The layer of a pane that takes events. */
  at(startMs: number): PaneLayer {
    return this.#fresh.get(startMs) ?? this.#begin(startMs)
  }

  /** Counts that were saved before. */
  restore(startMs: number, counts: Counts): void {
    this.#saved.set(startMs, [{ startMs, counts, occurrences: totalOccurrences(counts), isSaved: true }])
    this.#starts.push(startMs)
  }

  /** Takes the earliest pane out, where it starts by `ms`; undefined where there is none. */
  takeEarliest(ms: number): readonly PaneLayer[] | undefined {
    const startMs = this.#starts.peek()
    if (startMs === undefined || startMs > ms) return undefined
    this.#starts.pop()
    const fresh = this.#fresh.get(startMs)
    const layers = [...(this.#saved.get(startMs) ?? []), ...(fresh === undefined ? [] : [fresh])]
    this.#saved.delete(startMs)
    this.#fresh.delete(startMs)
    return layers
  }

  /** From here on no layer takes events but new ones. Only when what was saved before is written: it is merged here. */
  freeze(): void {
    for (const [startMs, layer] of this.#fresh) {
      const layers = this.#saved.get(startMs) ?? []
      if (layers.length === 2) merge(layers[0]!, layers.pop()!)
      layers.push(layer)
      this.#saved.set(startMs, layers)
    }
    this.#fresh.clear()
  }

  *layers(): Iterable<PaneLayer> {
    for (const layers of this.#saved.values()) yield* layers
    yield* this.#fresh.values()
  }

  #begin(startMs: number): PaneLayer {
    const layer = { startMs, counts: new Map(), occurrences: 0, isSaved: false }
    if (!this.#saved.has(startMs)) this.#starts.push(startMs)
    this.#fresh.set(startMs, layer)
    return layer
  }
}

const merge = (into: PaneLayer, layer: PaneLayer): void => {
  addCounts(into.counts, layer.counts)
  into.occurrences += layer.occurrences
}
