import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/event/event.ts'
import { loadSessions, type SessionState, saveSessions } from '../../src/session/session-state.ts'
import { endSessions, sessionStep } from '../../src/session/session-step.ts'
import { ended, eventAt, moment, started } from '../support/events.ts'
import { savedSessions } from '../support/saved.ts'
import { heapBytes } from '../time/heap-bytes.ts'
import { stillHeld } from './still-held.ts'

const SESSIONS = 100_000
const TENANTS = 10
const SPREAD_MS = 10_000_000
const TIMEOUT_MS = 86_400_000
/** Until here the watermark ends nothing; after it nothing is left to end. */
const EARLY_MS = 0
const LATE_MS = 2 * TIMEOUT_MS

const tenantOf = (i: number) => `t${i % TENANTS}`
const startOf = (i: number) => started(1 + (i * SPREAD_MS) / SESSIONS, tenantOf(i), `s${i}`)
const endOf = (i: number) => ended(2 + SPREAD_MS + i, tenantOf(i), `s${i}`)

const step = (state: SessionState, event: Event, watermarkMs = EARLY_MS, maxOpenSessions = SESSIONS): void =>
  void sessionStep(state, moment(event, watermarkMs), { sessionTimeoutMs: TIMEOUT_MS, maxOpenSessions })

type Fill = (state: SessionState) => void
const forEach =
  (eventOf: (i: number) => Event): Fill =>
  (state) => {
    for (let i = 0; i < SESSIONS; i++) step(state, eventOf(i))
  }
const startAll = forEach(startOf)
const endAll = forEach(endOf)
const endSome = forEach((i) => endOf(i - (i % 3)))
const evictAll: Fill = (state) => {
  for (let i = SESSIONS; i > 0; i--) step(state, started(SPREAD_MS, 'evicts', `s${i}`), EARLY_MS, i)
}
const timeOut: Fill = (state) => step(state, eventAt(LATE_MS), LATE_MS)

/** How sessions can be over: what makes them, and what ends them. */
const WAYS: readonly (readonly [name: string, begin: Fill, finish: readonly Fill[]])[] = [
  ['end as they began', startAll, [endAll]],
  ['end the other way round', startAll, [forEach((i) => endOf(SESSIONS - 1 - i))]],
  ['end in no order', startAll, [forEach((i) => endOf((i * 7_919) % SESSIONS))]],
  ['end before they begin', endAll, [startAll]],
  ['time out', startAll, [timeOut]],
  ['end in part, and time out', startAll, [endSome, timeOut]],
  ['are evicted by others, which time out', startAll, [evictAll, timeOut]],
  ['have no start: their ends are orphans', endAll, [timeOut]],
  ['have no start when the stream ends', endAll, [(state) => void endSessions(state)]],
]

/** What the state holds of each open session and each waiting end. */
const entriesIn = ({ open, waiting }: SessionState) =>
  [...open.values(), ...waiting.values()].map((entry) => new WeakRef<object>(entry))

/** Entries that an index may hold though they are removed (SLACK), a few of a hundred thousand. */
const SLACK = 64

describe('100,000 sessions leave nothing behind when they', () => {
  it.each(WAYS)('%s', async (_, begin, finish) => {
    const state = loadSessions()
    begin(state)
    const entries = entriesIn(state)
    expect(entries).toHaveLength(SESSIONS)
    for (const fill of finish) fill(state)
    const { open, waiting, totals } = savedSessions(saveSessions(state, 'whole'))
    expect([open, waiting]).toEqual([[], []])
    expect(totals.length).toBeLessThanOrEqual(TENANTS)
    expect(await stillHeld(entries)).toBeLessThanOrEqual(SLACK)
  })
})

describe('the heap', () => {
  it('is where it was when 100,000 sessions are over, again and again', { timeout: 120_000 }, () => {
    const state = loadSessions()
    const fill = (...fills: readonly Fill[]) => {
      for (const one of fills) one(state)
    }
    const everyWay = [
      startAll,
      endAll,
      endAll,
      startAll,
      startAll,
      timeOut,
      endAll,
      timeOut,
      startAll,
      endSome,
      timeOut,
    ]
    fill(...everyWay) // what the engine keeps of a first time is no growth
    const before = heapBytes()
    fill(startAll)
    expect(heapBytes() - before).toBeGreaterThan(10_000_000)
    fill(timeOut, ...everyWay)
    expect(heapBytes() - before).toBeLessThan(1_000_000)
  })

  it('keeps one entry a tenant that completed a session, by rule: the mean so far', () => {
    const state = loadSessions()
    for (let i = 0; i < 1_000; i++)
      for (const event of [started(0, `t${i}`), ended(1, `t${i}`), started(2, `u${i}`)]) step(state, event)
    timeOut(state)
    expect(savedSessions(saveSessions(state, 'whole'))).toMatchObject({
      open: [],
      waiting: [],
      totals: { length: 1_000 },
    })
  })
})
