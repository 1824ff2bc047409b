import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadSessions, type SavedSessions, saveSessions, sessionKey } from '../../src/session/session-state.ts'
import { sessionId, tenantId } from '../support/events.ts'
import { savedSessions } from '../support/saved.ts'

const keyOf = (tenant: string, session: string) =>
  sessionKey({ tenant: tenantId(tenant), sessionId: sessionId(session) })

describe('sessionKey', () => {
  it.each([
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [
      ['1', ':1'],
      ['1:', '1'],
    ],
    [
      ['a', '1:b'],
      ['a1', ':b'],
    ],
    [
      ['__proto__', ''],
      ['', '__proto__'],
    ],
  ])('keeps %j and %j apart', ([tenant, session], [otherTenant, otherSession]) => {
    expect(keyOf(tenant!, session!)).not.toBe(keyOf(otherTenant!, otherSession!))
  })

  it('has no two sessions in one key', () => {
    // Few characters, those of the key itself among them, so that texts that run together are common.
    const text = fc.string({ unit: fc.constantFrom('1', '2', ':', 'a', '🌊'), maxLength: 4 })
    fc.assert(
      fc.property(text, text, text, text, (tenant, session, otherTenant, otherSession) => {
        const same = tenant === otherTenant && session === otherSession
        expect(keyOf(tenant, session) === keyOf(otherTenant, otherSession)).toBe(same)
      }),
      { numRuns: 5_000 },
    )
  })

  it('has none for texts cut at another place either', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('1', ':', 'a') }), fc.nat(9), fc.nat(9), (text, i, j) => {
        const [one, other] = [i % (text.length + 1), j % (text.length + 1)]
        const same = keyOf(text.slice(0, one), text.slice(one)) === keyOf(text.slice(0, other), text.slice(other))
        expect(same).toBe(one === other)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the state of sessions', () => {
  const saved: SavedSessions = {
    open: [[tenantId('a'), sessionId('s1'), 5]],
    waiting: [
      [tenantId('__proto__'), sessionId('s1'), 7],
      [tenantId('a'), sessionId('s2'), 3],
    ],
    totals: [[tenantId('constructor'), 2, 1_500]],
  }

  it('is empty where nothing was saved', () => {
    expect(savedSessions(saveSessions(loadSessions(), 'whole'))).toEqual({ open: [], waiting: [], totals: [] })
  })

  it('is the same after JSON', () => {
    expect(savedSessions(saveSessions(loadSessions(JSON.parse(JSON.stringify(saved))), 'whole'))).toEqual(saved)
  })

  it('finds again what was saved, by key and by time', () => {
    const { open, waiting, totals } = loadSessions(saved)
    expect(open.get(keyOf('a', 's1'))).toMatchObject({ ms: 5 })
    expect(waiting.takeEarliest()).toMatchObject({ ms: 3, value: { tenant: 'a', sessionId: 's2' } })
    expect(totals.get(tenantId('constructor'))).toMatchObject({ sessions: 2, totalMs: 1_500 })
  })

  it('does not share the totals with what it was loaded from', () => {
    const state = loadSessions(saved)
    state.totals.add(tenantId('constructor'), 1)
    expect(saved.totals).toEqual([['constructor', 2, 1_500]])
  })
})
