import { map } from 'rxjs'
import { describe, it } from 'vitest'
import { pairSessions } from '../../src/session/pair-sessions.ts'
import type { SavedSessions } from '../../src/session/session-state.ts'
import {
  completed,
  ended,
  moment,
  saved,
  sessionId,
  started,
  tenantId,
  tick,
  timedBarrier,
  unmatched,
  viewed,
} from '../support/events.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'

const pair = (restored?: SavedSessions) => pairSessions({ sessionTimeoutMs: 100, maxOpenSessions: 10 }, restored)

const NOTHING: SavedSessions = { open: [], waiting: [], totals: [] }
const entry = (ms: number, tenant = 'a') => [tenantId(tenant), sessionId('s1'), ms] as const
const totals = (sessions: number, totalMs: number) => [[tenantId('a'), sessions, totalMs] as const]
const atBarrier = (events: number, save: SavedSessions) => ({
  kind: 'sessions-at-barrier',
  events,
  open: { sessions: save.open.length, waitingEnds: save.waiting.length },
  save,
})

const input = {
  s: moment(started(0)),
  v: moment(viewed(3)),
  e: moment(ended(6)),
  E: moment(ended(6, 'b'), 0),
  S: moment(started(0, 'b'), 0),
  c: timedBarrier('commit'),
  b: timedBarrier('end'),
}
const output = { x: completed(0, 6), y: completed(0, 6, { tenant: tenantId('b') }), u: unmatched('orphan_end', 6) }

describe('pairSessions', () => {
  itFollowsItsSource(() => pair())

  it(
    'pairs a start with the next end (S1), and gives up an end without a start when the stream ends (T10)',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' s--v--e--e--b-----|', input)
      const subs = '         ^-----------------!'
      const expected = '     ------x-----(uw)--|'
      const values = { ...output, w: atBarrier(3, { ...NOTHING, totals: totals(1, 6) }) }
      expectObservable(moment$.pipe(pair(), map(saved))).toBe(expected, values)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'gives up what is over when time goes on by itself (S2, S4, T9)',
    marbles(({ cold, expectObservable }) => {
      const timed$ = cold('  s--E--t--u--v--|', { ...input, t: tick(6), u: tick(7), v: tick(100) })
      const expected = '     ---------o--p--|'
      expectObservable(timed$.pipe(pair())).toBe(expected, {
        o: unmatched('orphan_end', 6, 'b'),
        p: unmatched('timed_out', 0),
      })
    }),
  )

  it(
    'keeps one start, and gives up nothing at completion: what is open is state',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' s--|', input)
      const expected = '     ---|'
      expectObservable(moment$.pipe(pair())).toBe(expected)
    }),
  )

  it(
    'pairs an end that came first with its start (S2)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' E--S--|', input)
      const expected = '     ---y--|'
      expectObservable(moment$.pipe(pair())).toBe(expected, output)
    }),
  )

  it(
    'gives up an end as soon as the watermark is above it, not on it (S2)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' e--6--7--|', { ...input, 6: moment(viewed(6)), 7: moment(viewed(7)) })
      const expected = '     ------u--|'
      expectObservable(moment$.pipe(pair())).toBe(expected, output)
    }),
  )

  it(
    'gives up a session as soon as the watermark is at its timeout (S4)',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' s--8--9--|', { ...input, 8: moment(viewed(99)), 9: moment(viewed(100)) })
      const expected = '     ------t--|'
      expectObservable(moment$.pipe(pair())).toBe(expected, { t: unmatched('timed_out', 0) })
    }),
  )

  it(
    'keeps two tenants apart that use the same session id',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' s--S--E--e--|', input)
      const expected = '     ------y--x--|'
      expectObservable(moment$.pipe(pair())).toBe(expected, output)
    }),
  )

  it(
    'says at each barrier what to save, and gives up nothing where the stream goes on',
    marbles(({ cold, expectObservable }) => {
      const moment$ = cold(' c--s--E--c--b-----|', input)
      const expected = '     n--------c--(ow)--|'
      expectObservable(moment$.pipe(pair(), map(saved))).toBe(expected, {
        n: atBarrier(0, NOTHING),
        c: atBarrier(2, { open: [entry(0)], waiting: [entry(6, 'b')], totals: [] }),
        o: unmatched('orphan_end', 6, 'b'),
        w: atBarrier(2, { open: [entry(0)], waiting: [], totals: [] }),
      })
    }),
  )

  it(
    'goes on from what was saved, the mean of each tenant too (T12)',
    marbles(({ cold, expectObservable }) => {
      const restored = { open: [entry(0)], waiting: [entry(6, 'b')], totals: totals(2, 10) }
      const moment$ = cold(' S--e--|', input)
      const expected = '     y--x--|'
      const values = { ...output, x: completed(0, 6, { sessionCount: 3, totalMs: 16 }) }
      expectObservable(moment$.pipe(pair(restored))).toBe(expected, values)
    }),
  )

  it(
    'pairs anew for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' s--v--e--|   ', input)
      const late = '         ---^         '
      const subs = ['        ^--------!   ', '---^--------!']
      const expected = ['    ------x--|   ', '---------x--|']
      const session$ = moment$.pipe(pair())
      expectObservable(session$).toBe(expected[0]!, output)
      expectObservable(session$, late).toBe(expected[1]!, output)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const moment$ = cold(' s--e--s--e--|', input)
      const subs = '         ^----!       '
      const expected = '     ---x--       '
      expectObservable(moment$.pipe(pair()), subs).toBe(expected, output)
      expectSubscriptions(moment$.subscriptions).toBe(subs)
    }),
  )
})
