import { sessionKey } from '../../src/checkpoint/rebuilt-state.ts'
import type { Event } from '../../src/event/event.ts'
import type { SessionName } from '../../src/session/name-map.ts'
import { loadSessions } from '../../src/session/session-state.ts'
import { sessionStep } from '../../src/session/session-step.ts'
import { eventAt, moment, started } from '../support/events.ts'

/** CPU nanoseconds an event, in a partition where so many sessions are open all the time. */
export interface SessionCost {
  /** Of an event that opens a session when another one times out. */
  readonly step: number
  /** Of the same, where a plain map and a list in order of arrival do it: what is the cost of no order by time. */
  readonly memory: number
  /** Of an event that opens no session, and ends none. */
  readonly nothing: number
}

const TIMEOUT_MS = 86_400_000
const ROUNDS = 5

/** `behind`: how late starts come, as a share of the timeout. The least of some rounds, since other programs run too. */
export const measureSessionCost = (open: number, events: number, behind: number): SessionCost => ({
  step: Math.min(...costOf(open, events, behind, timedSessions(open))),
  memory: Math.min(...costOf(open, events, behind, plainMap(open))),
  nothing: Math.min(...costOfNothing(open, events, behind)),
})

type Step = (event: Event, nowMs: number) => void

const timedSessions = (open: number): Step => {
  const state = loadSessions()
  const limits = { sessionTimeoutMs: TIMEOUT_MS, maxOpenSessions: 2 * open }
  return (event, nowMs) => void sessionStep(state, moment(event, nowMs), limits)
}

const plainMap = (open: number): Step => {
  const byKey = new Map<string, { readonly key: string; readonly ms: number; readonly value: SessionName }>()
  const keys = new Array<string>(open).fill('')
  let i = 0
  return ({ tenant, sessionId, timeMs }) => {
    const value = { tenant, sessionId: sessionId! }
    const key = sessionKey(value)
    if (byKey.get(key) === undefined) byKey.set(key, { key, ms: timeMs, value })
    byKey.delete(keys[i % open]!)
    keys[i++ % open] = key
  }
}

/** Starts at even distances, so that `open` of them are within the timeout, some of them late. */
const starts = (open: number, behind: number, step: Step) => {
  let [i, random] = [0, 1]
  return (): void => {
    random = (random * 48_271) % 2_147_483_647
    const nowMs = Math.floor(2 * TIMEOUT_MS + (i * TIMEOUT_MS) / open)
    const behindMs = Math.floor((random / 2_147_483_647) * behind * TIMEOUT_MS)
    step(started(nowMs - behindMs, 'tenant', `session-${i++}`), nowMs)
  }
}

const costOf = (open: number, events: number, behind: number, step: Step): number[] => {
  const next = starts(open, behind, step)
  for (let n = 0; n < 2 * open + events; n++) next() // until as many end as begin
  return rounds(events, next)
}

const costOfNothing = (open: number, events: number, behind: number): number[] => {
  const step = timedSessions(open)
  const next = starts(open, behind, step)
  for (let n = 0; n < open; n++) next()
  const nowMs = 2 * TIMEOUT_MS
  return rounds(events, () => step(eventAt(nowMs), nowMs))
}

const rounds = (events: number, next: () => void): number[] =>
  Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    for (let n = 0; n < events; n++) next()
    const { user, system } = process.cpuUsage(before)
    return ((user + system) * 1_000) / events
  })
