import { describe, expect, it } from 'vitest'
import { PaneStore } from '../../src/window/pane-store.ts'
import type { WindowShape } from '../../src/window/window-shape.ts'
import { eventAt, pane } from '../support/events.ts'
import { savedWindows } from '../support/saved.ts'

const SHAPE: WindowShape = { sizeMs: 6, stepMs: 2 }

/** A store with events at these times, none of them late. */
const storeOf = (...timesMs: number[]) => {
  const store = new PaneStore(SHAPE)
  for (const timeMs of timesMs) expect(store.add(eventAt(timeMs))).toBeNull()
  return store
}
const missed = (timeMs: number, firstWindowMs: number, windows: number) => ({
  event: eventAt(timeMs),
  firstWindowMs,
  windows,
})

//   ms   -4  -2  0   2   4   6   8   10  12
//        |---|---|---|---|---|---|---|---|
//                [-----------)                  window 0
//                    [-----------)              window 2
//                        [-----------)          window 4
//   panes         p0  p2  p4  p6  p8

describe('PaneStore', () => {
  it('hands out each pane once, in the order of time, when the watermark is at its end', () => {
    const store = storeOf(5, 1, 0, 3)
    expect(store.closeTo(1)).toEqual([])
    expect(store.closeTo(2)).toEqual([pane(0, eventAt(1), eventAt(0))])
    expect(store.closeTo(6)).toEqual([pane(2, eventAt(3)), pane(4, eventAt(5))])
    expect(store.closeTo(100)).toEqual([])
  })

  it('counts what comes behind a saving apart from what was saved, also into the pane of the event before it', () => {
    const store = storeOf(0)
    const { layers } = store.save('changes')
    store.add(eventAt(1))
    expect(layers).toEqual([expect.objectContaining({ occurrences: 1, counts: pane(0, eventAt(0)).counts })])
    expect(store.save('changes').layers).toEqual([
      expect.objectContaining({ occurrences: 1, counts: pane(0, eventAt(1)).counts }),
    ])
  })

  it('has nothing for a pane without events (T7, T11)', () => {
    const store = storeOf(0, 1_000_000)
    expect(store.closeTo(2_000_000)).toEqual([pane(0, eventAt(0)), pane(1_000_000, eventAt(1_000_000))])
  })

  it('is closed to whole panes only: nothing closes within one (T3)', () => {
    const store = storeOf(0)
    expect(store.closedToMs).toBe(Number.NEGATIVE_INFINITY)
    expect(store.closes(-1_000)).toBe(true)
    store.closeTo(3)
    expect(store.closedToMs).toBe(2)
    expect([store.closes(0), store.closes(3), store.closes(4), store.closes(5)]).toEqual([false, false, true, true])
  })

  it('counts an event that is late for some windows in the others (T5, T6)', () => {
    const store = storeOf(3)
    expect(store.closeTo(6)).toEqual([pane(2, eventAt(3))])
    expect(store.add(eventAt(5))).toEqual(missed(5, 0, 1)) // missed window 0, is in 2 and 4
    expect(store.add(eventAt(2))).toEqual(missed(2, -2, 2)) // missed -2 and 0, is in 2
    expect(store.add(eventAt(6))).toBeNull() // a time exactly on the watermark
    expect(store.closeTo(8)).toEqual([pane(2, eventAt(2)), pane(4, eventAt(5)), pane(6, eventAt(6))])
  })

  it('does not count an event whose windows are all closed (T6)', () => {
    const store = storeOf(3)
    store.closeTo(8)
    expect(store.add(eventAt(1))).toEqual(missed(1, -4, 3))
    expect(store.closeTo(100)).toEqual([])
  })

  it('closes, at the end of a stream, every window that holds a time of it (T10)', () => {
    const store = storeOf(3, 5)
    expect(store.closeAll(5)).toEqual([pane(2, eventAt(3)), pane(4, eventAt(5))])
    expect(store.closedToMs).toBe(10) // the end of window 4
    expect(store.closeAll(5)).toEqual([])
    expect(store.add(eventAt(5))).toEqual(missed(5, 0, 3))
    expect(store.add(eventAt(10))).toBeNull()
  })
})

describe('the books of a PaneStore (T8)', () => {
  it('count events and the pairs that they make, late ones too', () => {
    const store = storeOf(3)
    store.closeTo(8)
    store.add(eventAt(0))
    store.add(eventAt(7))
    expect([store.events, store.heldPairs]).toEqual([3, 9])
  })

  it('count the pairs in windows still open', () => {
    const store = storeOf(3, 5) // 3 in -2, 0, 2 and 5 in 0, 2, 4
    expect(store.open().pairs).toBe(6)
    store.closeTo(4) // closes -2
    expect(store.open().pairs).toBe(5)
    store.closeTo(6) // closes 0
    expect(store.open().pairs).toBe(3)
    store.add(eventAt(5)) // late for 0, in 2 and 4
    expect(store.open().pairs).toBe(5)
    store.closeTo(8)
    expect(store.open().pairs).toBe(2)
    store.closeTo(10)
    expect(store.open().pairs).toBe(0)
  })
})

describe('what a PaneStore saves', () => {
  it('is nothing before the first event', () => {
    expect(savedWindows(new PaneStore(SHAPE).save('whole'))).toEqual({ closedToMs: null, panes: [] })
  })

  it('is the panes of open windows, handed out or not, with what came late for them', () => {
    const store = storeOf(1, 3, 7)
    store.closeTo(6) // hands out 0 and 2; window 0 is closed, so pane 0 is over
    store.add(eventAt(2))
    expect(savedWindows(store.save('whole'))).toEqual({
      closedToMs: 6,
      panes: [
        [2, [['a', [['view', 2, 3]]]]],
        [6, [['a', [['view', 1, 7]]]]],
      ],
    })
  })

  it('makes a store that hands the same panes out again, and goes on as the first would', () => {
    const first = storeOf(1, 3, 7)
    first.closeTo(6)
    const second = new PaneStore(SHAPE, savedWindows(first.save('whole')))
    expect(second.closedToMs).toBe(6)
    expect(second.open().pairs).toBe(first.open().pairs)
    expect(second.closeTo(6)).toEqual([pane(2, eventAt(3))])
    for (const store of [first, second]) {
      expect(store.add(eventAt(4))).toEqual(missed(4, 0, 1))
      expect(store.closeTo(8)).toEqual([pane(4, eventAt(4)), pane(6, eventAt(7))])
      expect(store.open().pairs).toBe(3) // 4 in window 4, 7 in 4 and 6
    }
  })

  it('keeps no pane whose windows are all closed, however long the stream', () => {
    const store = new PaneStore(SHAPE)
    for (let timeMs = 0; timeMs < 10_000; timeMs++) {
      store.closeTo(timeMs - 2)
      store.add(eventAt(timeMs))
      expect(new Set(store.save('whole').layers.map(({ startMs }) => startMs)).size).toBeLessThanOrEqual(
        (SHAPE.sizeMs + 2) / 2 + 1,
      )
    }
  })
})
