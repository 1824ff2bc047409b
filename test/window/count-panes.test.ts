import { map } from 'rxjs'
import { describe, it } from 'vitest'
import { countPanes } from '../../src/window/count-panes.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import { eventAt, moment, pane, saved, tenantId, tick, timedBarrier } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const SHAPE = { sizeMs: 3, stepMs: 1 }
const count = (restored?: SavedWindows) => countPanes(SHAPE, restored)

const closedTo = (ms: number) => ({ kind: 'closed-to', ms })
const late = (timeMs: number, firstWindowMs: number, windows: number, behindMs = 5 - timeMs) => ({
  kind: 'late',
  event: eventAt(timeMs),
  behindMs,
  firstWindowMs,
  windows,
})
const atBarrier = (events: number, openWindows: number, openPairs: number, save: SavedWindows) => ({
  kind: 'windows-at-barrier',
  events,
  heldPairs: 3 * events,
  openWindows,
  openPairs,
  save,
})
/** One event of tenant `a` in each of these panes. */
const savedPanes = (closedToMs: number | null, ...timesMs: number[]): SavedWindows => ({
  closedToMs,
  panes: timesMs.map((ms) => [ms, [[tenantId('a'), [[eventAt(ms).type, 1, ms]]]]]),
})

/** Event times, each with the watermark of a stream with a grace of 0 whose greatest time is 5. */
const input = {
  ...Object.fromEntries([1, 2, 3, 5].map((ms) => [ms, moment(eventAt(ms))])),
  0: moment(eventAt(0), 5),
  4: moment(eventAt(4), 5),
  b: timedBarrier('commit', 5),
  E: timedBarrier('end', 2),
}

describe('countPanes', () => {
  itFollowsItsSource(() => count())

  it(
    'hands each pane out when the watermark passes its end (T3 to T6)',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--2-----3-----5-----0--b--|', input)
      const subs = '         ^--------------------------!'
      const expected = '     c--(pd)--(qe)--(rf)--l--s--|'
      expectObservable(moment$.pipe(count(), map(saved))).toBe(expected, {
        c: closedTo(1),
        p: pane(1, eventAt(1)),
        d: closedTo(2),
        q: pane(2, eventAt(2)),
        e: closedTo(3),
        r: pane(3, eventAt(3)),
        f: closedTo(5),
        l: late(0, -2, 3),
        s: atBarrier(5, 3, 4, savedPanes(5, 3, 5)), // 3 in window 3, 5 in 3, 4 and 5
      })
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'hands out an event that is late for some windows as one more pane, before the next closed-to (T5, T6)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 3--5-----4--4--6-------|', { ...input, 6: moment(eventAt(6)) })
      const expected = '     c--(pd)--l--l--(45e)---|'
      expectObservable(moment$.pipe(count())).toBe(expected, {
        c: closedTo(3),
        p: pane(3, eventAt(3)),
        d: closedTo(5),
        l: late(4, 2, 1), // missed window 2, is in 3 and 4
        4: pane(4, eventAt(4), eventAt(4)),
        5: pane(5, eventAt(5)),
        e: closedTo(6),
      })
    }),
  )

  it(
    'closes what is over when time goes on by itself (T9)',
    marbles(({ cold, expectObservable }) => {
      const timed$ = cold('  3---t----u-----v--3--|', { ...input, t: tick(3.5), u: tick(4), v: tick(6) })
      const expected = '     c--------(pd)--e--l--|'
      expectObservable(timed$.pipe(count())).toBe(expected, {
        c: closedTo(3),
        p: pane(3, eventAt(3)),
        d: closedTo(4),
        e: closedTo(6),
        l: late(3, 1, 3, 0), // by the moment that it was built with
      })
    }),
  )

  it(
    'takes a time on the watermark for in time (T3)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 3--2--|', { 3: moment(eventAt(3), 2), 2: moment(eventAt(2)) })
      const expected = '     c-----|'
      expectObservable(moment$.pipe(count())).toBe(expected, { c: closedTo(2) })
    }),
  )

  it(
    'counts two tenants in the same panes',
    marbles(({ cold, expectObservable }) => {
      const ofB = eventAt(1, { tenant: 'b' })
      const moment$ = cold(' 1--B--1--3------|', { ...input, B: moment(ofB) })
      const expected = '     c--------(pd)---|'
      const both = pane(1, eventAt(1), ofB, eventAt(1))
      expectObservable(moment$.pipe(count())).toBe(expected, { c: closedTo(1), p: both, d: closedTo(3) })
    }),
  )

  it(
    'hands out all that is left at an end barrier, and closes it (T10)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 1--2-----E-----|', input)
      const expected = '     c--(pd)--(qes)-|'
      expectObservable(moment$.pipe(count(), map(saved))).toBe(expected, {
        c: closedTo(1),
        p: pane(1, eventAt(1)),
        d: closedTo(2),
        q: pane(2, eventAt(2)),
        e: closedTo(5), // the end of window 2
        s: atBarrier(2, 0, 0, savedPanes(5)),
      })
    }),
  )

  it(
    'closes nothing at an end barrier before the first event, and has nothing to save',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' E--|', { E: timedBarrier('end') })
      const expected = '     s--|'
      expectObservable(moment$.pipe(count(), map(saved))).toBe(expected, { s: atBarrier(0, 0, 0, savedPanes(null)) })
    }),
  )

  it(
    'hands out nothing at completion: what is open is state',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' 1--|', input)
      const expected = '     c--|'
      expectObservable(moment$.pipe(count())).toBe(expected, { c: closedTo(1) })
    }),
  )

  it(
    'hands restored panes out again, behind the closed-to that they were saved at (T12)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' -----0--5-----b--|', { ...input, 0: moment(eventAt(0), 3, 9) })
      const expected = '     (cpc)l--(qd)--s--|'
      expectObservable(moment$.pipe(count(savedPanes(3, 2, 3)), map(saved))).toBe(expected, {
        c: closedTo(3),
        p: pane(2, eventAt(2)),
        l: late(0, -2, 3, 9), // behind stream time, not behind the watermark
        q: pane(3, eventAt(3)),
        d: closedTo(5),
        s: atBarrier(2, 3, 4, savedPanes(5, 3, 5)),
      })
    }),
  )

  it(
    'counts anew for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--2----|   ', input)
      const late = '         ---^        '
      const subs = ['        ^-------!   ', '---^-------!']
      const expected = ['    c--(pd)-|   ', '---c--(pd)-|']
      const values = { c: closedTo(1), p: pane(1, eventAt(1)), d: closedTo(2) }
      const pane$ = moment$.pipe(count())
      expectObservable(pane$).toBe(expected[0]!, values)
      expectObservable(pane$, late).toBe(expected[1]!, values)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' 1--2-----3---|', input)
      const subs = '         ^-----!       '
      const expected = '     c--(pd)       '
      const values = { c: closedTo(1), p: pane(1, eventAt(1)), d: closedTo(2) }
      expectObservable(moment$.pipe(count()), subs).toBe(expected, values)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )
})
