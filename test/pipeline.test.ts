import { filter, map, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Output } from '../src/checkpoint/output.ts'
import type { SavedPartition } from '../src/checkpoint/saved-partition.ts'
import { deadLetterOf } from '../src/dead-letter/to-dead-letters.ts'
import { barrier } from '../src/log/barrier.ts'
import type { Delivery } from '../src/log/event-log.ts'
import { type PipelineOptions, partitionPipeline } from '../src/pipeline.ts'
import {
  batchBarrier,
  batchOf,
  completed,
  delivery,
  eventJson,
  eventType,
  rejected,
  saved,
  sessionId,
  tenantId,
  timedBarrier,
  windowCount,
} from './support/events.ts'
import { itFollowsItsSource, marbles } from './support/marbles.ts'

const OPTIONS: PipelineOptions = {
  maxFutureMs: 0,
  topic: 'events',
  partition: 0,
  deadLetterPartitions: 4,
  graceMs: 0,
  window: { sizeMs: 4, stepMs: 4 },
  sessionTimeoutMs: 100,
  maxOpenSessions: 10,
}
const pipeline = (restored?: SavedPartition) => partitionPipeline(OPTIONS, restored)

const session = (timeMs: number, type: 'session_start' | 'session_end', tenant = 'a') =>
  eventJson(timeMs, { tenant_id: tenant, event_type: type, payload: { session_id: 's1' } })

const mixed = batchOf([session(0, 'session_start'), '{', session(9, 'session_end'), eventJson(3)])
const input = { D: delivery(mixed), c: barrier('commit'), e: barrier('end') }

type Panes = SavedPartition['windows']['panes']
const pane = (ms: number, type = 'view'): Panes[number] => [
  ms - (ms % 4),
  [[tenantId('a'), [[eventType(type), 1, ms]]]],
]
const windowsAt = (events: number, openPairs: number, closedToMs: number, ...panes: Panes) => ({
  kind: 'windows-at-barrier',
  events,
  heldPairs: events, // one window an event
  openWindows: openPairs > 0 ? 1 : 0,
  openPairs,
  save: { closedToMs, panes },
})
const sessionsAt = (events: number, ...totals: SavedPartition['sessions']['totals']) => ({
  kind: 'sessions-at-barrier',
  events,
  open: { sessions: 0, waitingEnds: 0 },
  save: { open: [], waiting: [], totals },
})
const output = {
  d: deadLetterOf(OPTIONS)(rejected(mixed, 1)),
  s: windowCount(0, 1, 0, { type: 'session_start' }),
  x: completed(0, 9),
  l: { kind: 'late', event: expect.objectContaining({ timeMs: 3 }), behindMs: 6, firstWindowMs: 0, windows: 1 },
  w: windowsAt(3, 1, 8, pane(9, 'session_end')),
  p: sessionsAt(2, [tenantId('a'), 1, 9]),
  b: { ...batchBarrier(4, 4), clock: { streamTimeMs: 9, firstEventMs: 0 } },
  c: timedBarrier('commit', 9, 0),
}
/** What an output is, in a word. */
const nameOf = (one: Output): string => {
  if (one.kind === 'barrier') return one.cause
  return one.kind === 'unmatched-session' ? one.outcome : one.kind
}
const AT_BARRIER = ['windows-at-barrier', 'sessions-at-barrier'] as const
const [w, p] = AT_BARRIER
const NAMES = { b: 'batch', e: 'end', l: 'late', s: 'window-count', x: 'completed-session', u: 'orphan_end', w, p }

describe('partitionPipeline', () => {
  itFollowsItsSource(() => pipeline())

  it(
    'emits all that comes of a batch in its turn, in the order of the records; its barrier last, behind the state to save',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const delivery$ = cold('D----------c------|', input)
      const subs = '          ^-----------------!' // once, though three ways lead from it
      const expected = '      (dsxlwpb)--(wpc)--|'
      expectObservable(delivery$.pipe(pipeline(), map(saved))).toBe(expected, output)
      expectSubscriptions(delivery$.subscriptions).toBe(subs)
    }),
  )

  it(
    'closes every window and gives up every end that waits at an end barrier (T10)',
    marbles(({ cold, expectObservable }) => {
      const delivery$ = cold('D----e------|', { ...input, D: delivery(batchOf([session(2, 'session_end')])) })
      const expected = '      (wpb)(swupe)|'
      expectObservable(delivery$.pipe(pipeline(), map(nameOf))).toBe(expected, NAMES)
    }),
  )

  it(
    'closes windows and gives up ends that wait when nothing more comes (T9)',
    marbles(({ cold, expectObservable }) => {
      const delivery$ = cold('D-----q--r---|', {
        D: delivery(batchOf([session(2, 'session_end')])),
        q: { kind: 'caught-up', atMs: 0 } as const,
        r: { kind: 'caught-up', atMs: 600 } as const,
      })
      const expected = '      (wpb)----(su)|'
      expectObservable(delivery$.pipe(pipeline(), map(nameOf))).toBe(expected, NAMES)
    }),
  )

  it(
    'lets a rejected record touch no clock, no window and no session (E5), but tells how far it was ahead (E3)',
    marbles(({ cold, expectObservable }) => {
      const batch = batchOf([eventJson(1), session(9_999, 'session_end'), 'null'], { timestampMs: 5 })
      const delivery$ = cold('D-----|', { D: delivery(batch) })
      const expected = '      (awpb)|'
      const rest$ = delivery$.pipe(
        pipeline(),
        filter(({ kind }) => kind !== 'dead-letter'),
        map(saved),
      )
      expectObservable(rest$).toBe(expected, {
        a: { kind: 'ahead', tenant: 'a', aheadMs: 9_994, isRejected: true },
        w: windowsAt(1, 1, 0, pane(1)),
        p: sessionsAt(0),
        b: { ...batchBarrier(3, 3, 5), clock: { streamTimeMs: 1, firstEventMs: 1 } },
      })
    }),
  )

  it(
    'goes on from a saved partition: its clock, its windows and its sessions (T12)',
    marbles(({ cold, expectObservable }) => {
      const restored: SavedPartition = {
        clock: { streamTimeMs: 9, firstEventMs: 0 },
        windows: { closedToMs: 8, panes: [pane(9)] },
        sessions: { open: [[tenantId('a'), sessionId('s1'), 9]], waiting: [], totals: [] },
        openPairs: 1,
        beginsMidway: false,
      }
      const delivery$ = cold('D-------|', { D: delivery(batchOf([eventJson(3), session(12, 'session_end')])) })
      const expected = '      (lsxwpb)|' // late, as the restored watermark is 9
      expectObservable(delivery$.pipe(pipeline(restored), map(nameOf))).toBe(expected, NAMES)
    }),
  )

  it(
    'keeps two tenants apart, in counts and in sessions',
    marbles(({ cold, expectObservable }) => {
      const values = [session(0, 'session_start'), session(1, 'session_start', 'b'), session(3, 'session_end')]
      const delivery$ = cold('D----e-----|', { ...input, D: delivery(batchOf(values)) })
      const expected = '      x----(stu)-|'
      const row$ = delivery$.pipe(
        pipeline(),
        filter(({ kind }) => !['barrier', ...AT_BARRIER].includes(kind)),
      )
      expectObservable(row$).toBe(expected, {
        x: completed(0, 3),
        s: windowCount(0, 1, 0, { type: 'session_start' }),
        t: windowCount(0, 1, 3, { type: 'session_end' }),
        u: windowCount(0, 1, 1, { tenant: 'b', type: 'session_start' }),
      })
    }),
  )

  it(
    'shares nothing between two subscriptions',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const delivery$ = cold('D----------|   ', input)
      const late = '          ---^           '
      const subs = ['         ^----------!   ', '---^----------!']
      const expected = ['     (dsxlwpb)--|   ', '---(dsxlwpb)--|']
      const output$ = delivery$.pipe(pipeline(), map(saved))
      expectObservable(output$).toBe(expected[0]!, output)
      expectObservable(output$, late).toBe(expected[1]!, output)
      expectSubscriptions(delivery$.subscriptions).toBe(subs)
    }),
  )

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const delivery$ = cold('D----------c---|', input)
      const subs = '          ^---------!     '
      const expected = '      (dsxlwpb)       '
      expectObservable(delivery$.pipe(pipeline(), map(saved)), subs).toBe(expected, output)
      expectSubscriptions(delivery$.subscriptions).toBe(subs)
    }),
  )

  it.each([
    'dead-letter',
    'window-count',
    'completed-session',
    'batch',
  ])('lets no batch overtake the one before, though it comes within its turn: when a %s comes out', (name) => {
    const delivery$ = new Subject<Delivery>()
    const batches = [mixed, batchOf([eventJson(9)]), batchOf([eventJson(20)])]
    const next = () => {
      const batch = batches.shift()
      if (batch !== undefined) delivery$.next(delivery(batch))
    }
    const names: string[] = []
    delivery$.pipe(pipeline()).subscribe((one) => {
      names.push(nameOf(one))
      if (nameOf(one) === name) next()
    })
    for (let i = batches.length; i > 0; i--) next()
    const first = ['dead-letter', 'window-count', 'completed-session', 'late', ...AT_BARRIER, 'batch']
    const third = ['window-count', 'window-count', ...AT_BARRIER, 'batch']
    expect(names).toEqual([...first, ...AT_BARRIER, 'batch', ...third])
  })
})
