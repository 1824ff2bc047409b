import { describe, it } from 'vitest'
import { ahead } from '../../src/event/ahead.ts'
import { barrier } from '../../src/log/barrier.ts'
import { trackWatermark } from '../../src/time/track-watermark.ts'
import { batchOf, caughtUp, eventAt, moment, rejected, tick, timedBarrier } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const decoded = {
  0: eventAt(0),
  5: eventAt(5),
  6: eventAt(6, { tenant: 'b' }),
  7: eventAt(7),
  9: eventAt(9),
  x: rejected(batchOf(['{'])),
  y: ahead(eventAt(99), 0, true),
  b: barrier('commit'),
  u: caughtUp(10_000),
  v: caughtUp(10_600),
  w: caughtUp(11_200),
}

describe('trackWatermark', () => {
  itFollowsItsSource(() => trackWatermark(2))

  it(
    'gives each event the watermark and the stream time that it leads to (T1, T4), past rejected records (E5) and what was ahead',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoded$ = cold('5--9--xy-7--b--|', decoded)
      const subs = '         ^--------------!'
      const expected = '     a--b-----c--B--|'
      expectObservable(decoded$.pipe(trackWatermark(2))).toBe(expected, {
        a: moment(eventAt(5), 3, 5),
        b: moment(eventAt(9), 7, 9),
        c: moment(eventAt(7), 7, 9),
        B: timedBarrier('commit', 9, 5),
      })
      expectSubscriptions(decoded$.subscriptions).toBe(subs)
    }),
  )

  it(
    'goes on by itself while there is nothing more, and barriers know (T9)',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('9--u--v--b--w--7--|', decoded)
      const expected = '     a-----t--B--T--c--|'
      expectObservable(decoded$.pipe(trackWatermark(2))).toBe(expected, {
        a: moment(eventAt(9), 7, 9),
        t: tick(607),
        B: timedBarrier('commit', 609, 9),
        T: tick(1_207),
        c: moment(eventAt(7), 1_207, 1_209), // late now
      })
    }),
  )

  it(
    'counts idle time anew from an event that moves time, but not from one that does not, nor from a rejected one (E5)',
    marbles(({ cold, expectObservable }) => {
      const anew$ = cold('   5--u--9--v--w--|', decoded)
      const on$ = cold('     9--u--5--x--v--|', decoded)
      const expected = ['    a-----b-----t--|', 'b-----c-----T--|']
      const values = {
        a: moment(eventAt(5), 3, 5),
        b: moment(eventAt(9), 7, 9),
        c: moment(eventAt(5), 7, 9),
        t: tick(607),
        T: tick(607),
      }
      expectObservable(anew$.pipe(trackWatermark(2))).toBe(expected[0]!, values)
      expectObservable(on$.pipe(trackWatermark(2))).toBe(expected[1]!, values)
    }),
  )

  it(
    'has no time to go on from before the first event',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('u--v--5--|', decoded)
      const expected = '     ------a--|'
      expectObservable(decoded$.pipe(trackWatermark(2))).toBe(expected, { a: moment(eventAt(5), 3, 5) })
    }),
  )

  it(
    'is one event behind nothing: the first already moves the watermark, with a grace also to before the epoch',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('0-|', decoded)
      const expected = '     a-|'
      expectObservable(decoded$.pipe(trackWatermark(2))).toBe(expected, { a: moment(eventAt(0), -2, 0) })
    }),
  )

  it(
    'knows no time before the first event, whatever was rejected',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('b--x--b--5--b--|', decoded)
      const expected = '     N-----N--a--B--|'
      expectObservable(decoded$.pipe(trackWatermark(0))).toBe(expected, {
        N: timedBarrier('commit'),
        a: moment(eventAt(5)),
        B: timedBarrier('commit', 5),
      })
    }),
  )

  it(
    'has one clock for all tenants of the partition',
    marbles(({ cold, expectObservable }) => {
      const decoded$ = cold('9--6--7--|', decoded)
      const expected = '     a--b--c--|'
      expectObservable(decoded$.pipe(trackWatermark(2))).toBe(expected, {
        a: moment(eventAt(9), 7, 9),
        b: moment(eventAt(6, { tenant: 'b' }), 7, 9),
        c: moment(eventAt(7), 7, 9), // exactly on the watermark
      })
    }),
  )

  it(
    'goes on from a restored clock (T1)',
    marbles(({ cold, expectObservable }) => {
      const restored = { streamTimeMs: 8, firstEventMs: 1 }
      const decoded$ = cold('b--5--9--b--|', decoded)
      const expected = '     B--a--b--C--|'
      expectObservable(decoded$.pipe(trackWatermark(2, restored))).toBe(expected, {
        B: timedBarrier('commit', 8, 1),
        a: moment(eventAt(5), 6, 8),
        b: moment(eventAt(9), 7, 9),
        C: timedBarrier('commit', 9, 1),
      })
    }),
  )

  it(
    'starts a new clock with each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoded$ = cold('5--9--|   ', decoded)
      const late = '         ---^      '
      const subs = ['        ^-----!   ', '---^-----!']
      const expected = ['    a--b--|   ', '---a--b--|']
      const values = { a: moment(eventAt(5), 3, 5), b: moment(eventAt(9), 7, 9) }
      const moment$ = decoded$.pipe(trackWatermark(2))
      expectObservable(moment$).toBe(expected[0]!, values)
      expectObservable(moment$, late).toBe(expected[1]!, values)
      expectSubscriptions(decoded$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoded$ = cold('5--9--5--|', decoded)
      const subs = '         ^---!     '
      const expected = '     a--b-     '
      const values = { a: moment(eventAt(5), 3, 5), b: moment(eventAt(9), 7, 9) }
      expectObservable(decoded$.pipe(trackWatermark(2)), subs).toBe(expected, values)
      expectSubscriptions(decoded$.subscriptions).toBe(subs)
    }),
  )
})
