import { map } from 'rxjs'
import { describe, it } from 'vitest'
import { rollingCounts } from '../../src/window/rolling-counts.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import { eventAt, moment, saved, tenantId, timedBarrier, windowCount } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const SHAPE = { sizeMs: 4, stepMs: 2 }
const rolling = (restored?: SavedWindows) => rollingCounts(SHAPE, restored)

//   ms   -2  0   2   4   6   8
//        |---|---|---|---|---|
//        [-------)               -2
//            [-------)            0
//                [-------)        2
//                    [-------)    4
const input = {
  1: moment(eventAt(1)),
  3: moment(eventAt(3)),
  4: moment(eventAt(4)),
  5: moment(eventAt(5)),
  l: moment(eventAt(1), 5), // 1, late: the watermark is 5
  m: moment(eventAt(3), 5),
  B: moment(eventAt(1, { tenant: 'b' })),
  b: timedBarrier('commit', 5),
  e: timedBarrier('end', 5),
}
const late = (timeMs: number, firstWindowMs: number, windows: number, behindMs = 5 - timeMs) => ({
  kind: 'late',
  event: eventAt(timeMs),
  behindMs,
  firstWindowMs,
  windows,
})
const savedAt = (closedToMs: number, ...timesMs: number[]): SavedWindows => ({
  closedToMs,
  panes: timesMs.map((ms) => [ms - (ms % 2), [[tenantId('a'), [[eventAt(ms).type, 1, ms]]]]]),
})
const atBarrier = (events: number, openWindows: number, openPairs: number, save: SavedWindows) => ({
  kind: 'windows-at-barrier',
  events,
  heldPairs: 2 * events,
  openWindows,
  openPairs,
  save,
})

describe('rollingCounts', () => {
  itFollowsItsSource(() => rolling())

  it(
    'emits the counts of a window within the turn of the event that closes it (T3)',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--3--5-----|', input)
      const subs = '         ^-----------!'
      const expected = '     ---u--v-----|'
      expectObservable(moment$.pipe(rolling())).toBe(expected, {
        u: windowCount(-2, 1, 1), // starts before the epoch (T2)
        v: windowCount(0, 2, 3),
      })
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'moves stream time before it looks at the windows of an event (T4): the event that closes them is in none of them',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 1--4-----|', input)
      const expected = '     ---(uv)--|'
      expectObservable(moment$.pipe(rolling())).toBe(expected, { u: windowCount(-2, 1, 1), v: windowCount(0, 1, 1) })
    }),
  )

  it(
    'closes a window when the watermark is at its end, not a millisecond before (T3)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 1--x--y--|', { 1: moment(eventAt(1)), x: moment(eventAt(9), 1), y: moment(eventAt(9), 2) })
      const expected = '     ------u--|'
      expectObservable(moment$.pipe(rolling())).toBe(expected, { u: windowCount(-2, 1, 1) })
    }),
  )

  it(
    'says which windows an event missed, and counts it in the others (T5, T6)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 5--l--m--e----------|', input)
      const expected = '     ---x--y--(uvs)------|'
      expectObservable(moment$.pipe(rolling(), map(saved))).toBe(expected, {
        x: late(1, -2, 2),
        y: late(3, 0, 1),
        u: windowCount(2, 2, 5),
        v: windowCount(4, 1, 5),
        s: atBarrier(3, 0, 0, savedAt(8)),
      })
    }),
  )

  it(
    'counts two tenants apart',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 1--B--1--3-----|', input)
      const expected = '     ---------(uv)--|'
      const values = { u: windowCount(-2, 2, 1), v: windowCount(-2, 1, 1, { tenant: 'b' }) }
      expectObservable(moment$.pipe(rolling())).toBe(expected, values)
    }),
  )

  it(
    'puts at each barrier what to save behind the counts that are final',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 3--5--b--e-----|', input)
      const expected = '     ---u--s--(vwt)-|'
      expectObservable(moment$.pipe(rolling(), map(saved))).toBe(expected, {
        u: windowCount(0, 1, 3),
        s: atBarrier(2, 2, 3, savedAt(4, 3, 5)), // 3 in window 2, 5 in 2 and 4
        v: windowCount(2, 2, 5),
        w: windowCount(4, 1, 5),
        t: atBarrier(2, 0, 0, savedAt(8)),
      })
    }),
  )

  it(
    'goes on from what was saved: open windows keep their counts, closed ones stay closed (T3)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' l--5--e-----|', input)
      const expected = '     x-----(vws)-|'
      expectObservable(moment$.pipe(rolling(savedAt(4, 3, 5)), map(saved))).toBe(expected, {
        x: late(1, -2, 2),
        v: windowCount(2, 3, 5),
        w: windowCount(4, 2, 5),
        s: atBarrier(2, 0, 0, savedAt(8)),
      })
    }),
  )

  it(
    'counts anew for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--3--5--|   ', input)
      const late = '         ---^         '
      const subs = ['        ^--------!   ', '---^--------!']
      const expected = ['    ---u--v--|   ', '------u--v--|']
      const values = { u: windowCount(-2, 1, 1), v: windowCount(0, 2, 3) }
      const count$ = moment$.pipe(rolling())
      expectObservable(count$).toBe(expected[0]!, values)
      expectObservable(count$, late).toBe(expected[1]!, values)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--3--5--|', input)
      const subs = '         ^---!     '
      const expected = '     ---u      '
      expectObservable(moment$.pipe(rolling()), subs).toBe(expected, { u: windowCount(-2, 1, 1) })
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )
})
