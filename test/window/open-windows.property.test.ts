import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PaneStore } from '../../src/window/pane-store.ts'
import { eventAt } from '../support/events.ts'
import { bruteForceWindows, type PlainShape, pairsOf } from './brute-force.ts'
import { graces, shapes, streams } from './streams.ts'

const SHAPE: PlainShape = { sizeMs: 10_000, stepMs: 2_000 }

describe('what is open', () => {
  it('is the windows, and the pairs in them, of a brute force, however often it was saved meanwhile (T8)', () => {
    fc.assert(
      fc.property(streams(60), shapes, graces, fc.array(fc.boolean()), (events, shape, graceMs, saves) => {
        const store = new PaneStore(shape)
        let streamTimeMs = Number.NEGATIVE_INFINITY
        events.forEach((event, i) => {
          streamTimeMs = Math.max(streamTimeMs, event.timeMs)
          if (store.closes(streamTimeMs - graceMs)) store.closeTo(streamTimeMs - graceMs)
          store.add(eventAt(event.timeMs, event))
          if (saves[i]) store.save('changes')
        })
        const { open } = bruteForceWindows(events, shape, graceMs)
        const starts = new Set(Object.keys(open).map((key) => (JSON.parse(key) as [number])[0]))
        const seen = store.open()
        expect([seen.windows, seen.pairs]).toEqual([starts.size, pairsOf(open)])
        if (starts.size > 0) expect(seen.fromMs ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(Math.min(...starts))
      }),
      { numRuns: 200 },
    )
  })

  it('is nothing before the first event, and begins with the first window that is not closed', () => {
    const store = new PaneStore(SHAPE)
    expect(store.open()).toEqual({ windows: 0, pairs: 0, fromMs: null, layers: [] })
    store.add(eventAt(1_000))
    store.closeTo(4_500)
    expect(store.open()).toMatchObject({ windows: 3, pairs: 3, fromMs: -4_000 })
  })
})
