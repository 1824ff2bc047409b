import { expect, it, vi } from 'vitest'
import { loadSessions } from '../../src/session/session-state.ts'
import { sessionStep } from '../../src/session/session-step.ts'
import { eventAt, moment, started } from '../support/events.ts'

const compared = vi.hoisted(() => ({ times: 0 }))

/** The heap that puts sessions in order, with its comparisons counted: cost that does not depend on the machine. */
vi.mock('tinyqueue', async (importOriginal) => {
  const { default: TinyQueue } = await importOriginal<typeof import('tinyqueue')>()
  return {
    default: class<T> extends TinyQueue<T> {
      constructor(items?: T[], compare: (a: T, b: T) => number = (a, b) => Number(a) - Number(b)) {
        super(items, (a, b) => {
          compared.times++
          return compare(a, b)
        })
      }
    },
  }
})

const TIMEOUT_MS = 86_400_000
const LIMITS = { sessionTimeoutMs: TIMEOUT_MS, maxOpenSessions: 1_000_000 }
const EVENTS = 20_000

/** `open` sessions at a time, spread over the timeout, some hours out of order: each start finds one session over, on average. */
const steadyState = (open: number) => {
  const state = loadSessions()
  const stepMs = TIMEOUT_MS / open
  const out = { timedOut: 0 }
  let [i, random] = [0, 1]
  const next = () => {
    random = (random * 48_271) % 2_147_483_647
    const nowMs = Math.floor(TIMEOUT_MS + i * stepMs)
    const behindMs = Math.floor((random / 2_147_483_647) * 0.1 * TIMEOUT_MS)
    out.timedOut += sessionStep(state, moment(started(nowMs - behindMs, 'a', `s${i++}`), nowMs), LIMITS).length
  }
  for (let n = 0; n < 1.2 * open; n++) next()
  return { state, out, next }
}

const OPEN = [10, 1_000, 100_000]

it.each(OPEN)('a session that times out among %i open ones is found with at most 20 comparisons', (open) => {
  const { state, out, next } = steadyState(open)
  compared.times = out.timedOut = 0
  for (let n = 0; n < EVENTS; n++) next()
  expect(state.open.size).toBeGreaterThan(0.9 * open)
  expect(out.timedOut / EVENTS).toBeCloseTo(1, 1)
  expect(compared.times / EVENTS).toBeLessThan(20)
})

it.each(OPEN)('an event that ends no session compares none of %i open ones', (open) => {
  const { state } = steadyState(open)
  compared.times = 0
  for (let n = 0; n < EVENTS; n++) sessionStep(state, moment(eventAt(TIMEOUT_MS), TIMEOUT_MS), LIMITS)
  expect(compared.times).toBe(0)
})
