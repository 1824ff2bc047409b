import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/event/event.ts'
import { loadSessions, saveSessions } from '../../src/session/session-state.ts'
import { endSessions, type SessionLimits, type SessionOutput, sessionStep } from '../../src/session/session-step.ts'
import { completed, ended, eventAt, moment, started, unmatched, viewed } from '../support/events.ts'
import { savedSessions } from '../support/saved.ts'

const LIMITS: SessionLimits = { sessionTimeoutMs: 100, maxOpenSessions: 3 }

/** What comes out of these events in this order, with the watermark so far behind the greatest time. */
const paired = (
  events: readonly Event[],
  { graceMs = 0, ...limits }: Partial<SessionLimits> & { graceMs?: number } = {},
) => {
  const state = loadSessions()
  const out: SessionOutput[] = []
  let streamTimeMs = Number.NEGATIVE_INFINITY
  for (const event of events) {
    streamTimeMs = Math.max(streamTimeMs, event.timeMs)
    out.push(...sessionStep(state, moment(event, streamTimeMs - graceMs), { ...LIMITS, ...limits }))
  }
  const { open, waiting } = savedSessions(saveSessions(state, 'whole'))
  return { out, open: open.map(([, , ms]) => ms), waiting: waiting.map(([, , ms]) => ms), state }
}
const nothingLeft = { open: [], waiting: [] }

describe('S0: without a session id', () => {
  it('a start and an end are events like any other', () => {
    const events = ['session_start', 'session_end'].map((type, i) => eventAt(i, { type }))
    expect(paired(events)).toMatchObject({ out: [], ...nothingLeft })
  })

  it('an event still moves the watermark, and so ends what is over', () => {
    expect(paired([ended(5), eventAt(6)]).out).toEqual([unmatched('orphan_end', 5)])
  })

  it('an event of another type pairs with nothing', () => {
    const almost = ['Session_start', 'session_start ', '__proto__'].map((type) => eventAt(0, { type, session: 's1' }))
    expect(paired([...almost, viewed(0)])).toMatchObject({ out: [], ...nothingLeft })
  })
})

describe('S1: a start, then its end', () => {
  it('is a completed session', () => {
    expect(paired([started(3), viewed(4), ended(8)])).toMatchObject({ out: [completed(3, 8)], ...nothingLeft })
  })

  it('of the same time is one of 0 ms', () => {
    expect(paired([started(3), ended(3)]).out).toEqual([completed(3, 3)])
  })

  it('adds up by tenant, with the session ids used again', () => {
    const events = [started(0), started(0, 'b'), ended(10), started(10), ended(14), ended(20, 'b')]
    expect(paired(events).out).toEqual([
      completed(0, 10),
      completed(10, 14, { sessionCount: 2, totalMs: 14 }),
      completed(0, 20, { tenant: started(0, 'b').tenant }),
    ])
  })

  it('does not match the start of another tenant, or of another session', () => {
    const { out, open, waiting } = paired([started(0), ended(5, 'b'), ended(5, 'a', 's2')])
    expect([out, open, waiting]).toEqual([[], [0], [5, 5]])
  })
})

describe('S2: an end that comes before its start', () => {
  it('waits for it, and is completed', () => {
    expect(paired([ended(8), started(3)])).toMatchObject({ out: [completed(3, 8)], ...nothingLeft })
    expect(paired([ended(8), started(8)]).out).toEqual([completed(8, 8)])
  })

  it('waits until the watermark is above it, not just on it', () => {
    expect(paired([ended(8), viewed(10), started(3)], { graceMs: 2 }).out).toEqual([completed(3, 8)])
    const tooLate = paired([ended(8), viewed(11), started(3)], { graceMs: 2 })
    expect(tooLate).toMatchObject({ out: [unmatched('orphan_end', 8)], open: [3], waiting: [] })
  })

  it('is not completed by a later start, which opens a session of its own', () => {
    const { out, open, waiting } = paired([ended(8), started(9)], { graceMs: 2 })
    expect([out, open, waiting]).toEqual([[], [9], [8]])
  })

  it('is given up where it comes behind the watermark already, with the next event', () => {
    expect(paired([viewed(20), ended(8)])).toMatchObject({ out: [], waiting: [8] })
    expect(paired([viewed(20), ended(8), started(3)]).out).toEqual([unmatched('orphan_end', 8)])
  })
})

describe('S3: more starts and ends than belong together', () => {
  it('a second start is a duplicate, the first stays', () => {
    const { out, open } = paired([started(3), started(5), ended(8), started(9)])
    expect([out, open]).toEqual([[unmatched('duplicate_start', 5), completed(3, 8)], [9]])
  })

  it('a second end while one waits is a duplicate, the first stays', () => {
    const { out } = paired([ended(8), ended(7), started(3)])
    expect(out).toEqual([unmatched('duplicate_end', 7), completed(3, 8)])
  })

  it('an end earlier than its open start leaves the session open', () => {
    const { out } = paired([started(5), ended(4), ended(8)])
    expect(out).toEqual([unmatched('ends_before_start', 4), completed(5, 8)])
  })

  it('goes before S2: while a session is open, a start is a duplicate though an end that waits would fit it', () => {
    const { out, open, waiting } = paired([ended(8), started(9), started(7)], { graceMs: 5 })
    expect([out, open, waiting]).toEqual([[unmatched('duplicate_start', 7)], [9], [8]])
  })

  it('goes before S2: while a session is open, an end before it is no second one that waits', () => {
    const { out, waiting } = paired([ended(8), started(9), ended(8)], { graceMs: 5 })
    expect([out, waiting]).toEqual([[unmatched('ends_before_start', 8)], [8]])
  })
})

describe('S4: sessions that stay open', () => {
  it('time out when the watermark is at start + timeout, not a millisecond before', () => {
    expect(paired([started(5), viewed(104)])).toMatchObject({ out: [], open: [5] })
    expect(paired([started(5), viewed(105)])).toMatchObject({ out: [unmatched('timed_out', 5)], ...nothingLeft })
  })

  it('are forgotten then: their end waits for another start', () => {
    expect(paired([started(5), ended(105)])).toMatchObject({ out: [unmatched('timed_out', 5)], waiting: [105] })
  })

  it('are evicted above the limit, the earliest start first', () => {
    const events = [started(4, 'a', 's1'), started(2, 'b', 's1'), started(6, 'a', 's2'), started(5, 'a', 's3')]
    expect(paired(events)).toMatchObject({ out: [unmatched('evicted', 2, 'b')], open: [4, 6, 5] })
  })

  it('are evicted at once where they are the earliest themselves', () => {
    const events = [4, 5, 6, 3].map((ms) => started(ms, 'a', `s${ms}`))
    expect(paired(events, { graceMs: 9 })).toMatchObject({
      out: [unmatched('evicted', 3, 'a', 's3')],
      open: [4, 5, 6],
    })
  })

  it('do not count against the limit once they are completed', () => {
    const events = [1, 2, 3, 4, 5].flatMap((ms) => [started(ms, 'a', `s${ms}`), ended(ms, 'a', `s${ms}`)])
    expect(paired(events).out.map(({ kind }) => kind)).toEqual(Array(5).fill('completed-session'))
  })
})

describe('S6: the watermark goes first', () => {
  it('an end gives up before the start that moved the watermark past it is looked at', () => {
    expect(paired([ended(8), started(9)])).toMatchObject({ out: [unmatched('orphan_end', 8)], open: [9], waiting: [] })
  })

  it('a session times out before the start of the same name opens it again', () => {
    expect(paired([started(5), started(105)])).toMatchObject({ out: [unmatched('timed_out', 5)], open: [105] })
  })

  it('makes room before the limit is looked at', () => {
    const events = [1, 2, 3, 101].map((ms) => started(ms, 'a', `s${ms}`))
    expect(paired(events)).toMatchObject({ out: [unmatched('timed_out', 1, 'a', 's1')], open: [2, 3, 101] })
  })

  it('gives up ends, then sessions, each in the order of their time, and then pairs the event', () => {
    const sessions = [started(2, 'a', 'x'), started(1, 'a', 'y'), started(150, 'a', 'z')]
    const ends = [ended(151, 'b', 'p'), ended(150, 'b', 'q')]
    expect(paired([...sessions, ...ends, ended(300, 'a', 'z')], { graceMs: 50, sessionTimeoutMs: 200 }).out).toEqual([
      unmatched('orphan_end', 150, 'b', 'q'),
      unmatched('orphan_end', 151, 'b', 'p'),
      unmatched('timed_out', 1, 'a', 'y'),
      unmatched('timed_out', 2, 'a', 'x'),
      { ...completed(150, 300), sessionId: 'z' },
    ])
  })
})

describe('T10: the end of a stream', () => {
  it('gives up the ends that wait, in the order of their time, and leaves sessions open', () => {
    const { state } = paired([started(1), ended(9, 'b'), ended(8, 'c')], { graceMs: 9 })
    expect(endSessions(state)).toEqual([unmatched('orphan_end', 8, 'c'), unmatched('orphan_end', 9, 'b')])
    expect(endSessions(state)).toEqual([])
    expect(savedSessions(saveSessions(state, 'whole'))).toEqual({ open: [['a', 's1', 1]], waiting: [], totals: [] })
  })
})
