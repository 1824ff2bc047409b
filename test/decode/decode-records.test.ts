import { describe, it } from 'vitest'
import { decodeRecords } from '../../src/decode/decode-records.ts'
import { tooFarAhead } from '../../src/decode/too-far-ahead.ts'
import { ahead } from '../../src/event/ahead.ts'
import { barrier } from '../../src/log/barrier.ts'
import { batchBarrier, batchOf, delivery, eventAt, eventJson, rejected } from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const decode = () => decodeRecords({ maxFutureMs: 0 })

const first = batchOf([eventJson(1_000), eventJson(1_000), '{'])
const second = batchOf([eventJson(1_000), eventJson(1_000), eventJson(1_000)], { baseOffset: 3 })
const input = { D: delivery(first), E: delivery(second), C: barrier('commit') }
const output = {
  e: eventAt(1_000),
  x: rejected(first, 2),
  b: batchBarrier(3, 3),
  c: batchBarrier(6, 3),
  C: barrier('commit'),
}

describe('decodeRecords', () => {
  itFollowsItsSource(decode)

  it(
    'turns each batch into its events, its rejected records and a barrier behind them, in the order of the records',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const input$ = cold('  D-------E-----C--|', input)
      const subs = '         ^----------------!'
      const expected = '     (eexb)--(eeec)C--|'
      expectObservable(input$.pipe(decode())).toBe(expected, output)
      expectSubscriptions(input$.subscriptions).toBe(subs)
    }),
  )

  it(
    'emits only the barrier of a batch without records, which tells where to read on',
    marbles(({ cold, expectObservable }) => {
      const input$ = cold('  D--|', { D: delivery(batchOf([], { nextOffset: 9 })) })
      const expected = '     b--|'
      expectObservable(input$.pipe(decode())).toBe(expected, { b: batchBarrier(9, 0) })
    }),
  )

  it(
    'turns a batch of nothing but bad records into values, not errors (E4)',
    marbles(({ cold, expectObservable }) => {
      const bad = batchOf(['{', '{'])
      const input$ = cold('  D----|', { D: delivery(bad) })
      const expected = '     (xyb)|'
      const values = { x: rejected(bad, 0), y: rejected(bad, 1), b: batchBarrier(2, 2) }
      expectObservable(input$.pipe(decode())).toBe(expected, values)
    }),
  )

  it(
    'rejects a record that killed the process unread, and no other (R7)',
    marbles(({ cold, expectObservable }) => {
      const batch = batchOf([eventJson(1_000), eventJson(1_000)], { baseOffset: 7 })
      const suspect = { ...rejected(batch, 1), failure: { reason: 'crash_suspect', errors: [] } }
      const input$ = cold('  D----|', { D: delivery(batch) })
      const expected = '     (exb)|'
      const operator = decodeRecords({ maxFutureMs: 0, condemned: [8, 99] })
      expectObservable(input$.pipe(operator)).toBe(expected, { e: eventAt(1_000), x: suspect, b: batchBarrier(9, 2) })
    }),
  )

  it(
    'takes an event that is no further ahead of its record than maxFuture, and tells of one that is (E3)',
    marbles(({ cold, expectObservable }) => {
      const batch = batchOf([eventJson(1_000), eventJson(1_001)], { timestampMs: 1_000 })
      const event = eventAt(1_001)
      const future = { ...rejected(batch, 1), failure: tooFarAhead(event, 1_000) }
      const input$ = cold('  D-----|', { D: delivery(batch) })
      const expected = '     (exab)|'
      const values = { e: eventAt(1_000), x: future, a: ahead(event, 1_000, true), b: batchBarrier(2, 2, 1_000) }
      expectObservable(input$.pipe(decode())).toBe(expected, values)
    }),
  )

  it(
    'tells of an accepted event that is more than a second ahead of its record (E3)',
    marbles(({ cold, expectObservable }) => {
      const batch = batchOf([eventJson(6_000), eventJson(6_001, { tenant_id: 'b' })], { timestampMs: 5_000 })
      const input$ = cold('  D-----|', { D: delivery(batch) })
      const expected = '     (efab)|'
      const ofB = eventAt(6_001, { tenant: 'b' })
      const values = { e: eventAt(6_000), f: ofB, a: ahead(ofB, 5_000, false), b: batchBarrier(2, 2, 5_000) }
      expectObservable(input$.pipe(decodeRecords({ maxFutureMs: 60_000 }))).toBe(expected, values)
    }),
  )

  it(
    'keeps the events of two tenants in the order of the log (E6)',
    marbles(({ cold, expectObservable }) => {
      const values = [eventJson(2_000), eventJson(1_000, { tenant_id: 'b' }), eventJson(1_000)]
      const input$ = cold('  D-----|', { D: delivery(batchOf(values)) })
      const expected = '     (efgb)|'
      expectObservable(input$.pipe(decode())).toBe(expected, {
        e: eventAt(2_000),
        f: eventAt(1_000, { tenant: 'b' }),
        g: eventAt(1_000),
        b: batchBarrier(3, 3),
      })
    }),
  )

  it(
    'shares nothing between two subscriptions',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const input$ = cold('  D-----|   ', input)
      const late = '         ---^      '
      const subs = ['        ^-----!   ', '---^-----!']
      const expected = ['    (eexb)|   ', '---(eexb)|']
      const events$ = input$.pipe(decode())
      expectObservable(events$).toBe(expected[0]!, output)
      expectObservable(events$, late).toBe(expected[1]!, output)
      expectSubscriptions(input$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const input$ = cold('  D-------E-----C--|', input)
      const subs = '         ^------!         '
      const expected = '     (eexb)--         '
      expectObservable(input$.pipe(decode()), subs).toBe(expected, output)
      expectSubscriptions(input$.subscriptions).toBe(subs)
    }),
  )
})
