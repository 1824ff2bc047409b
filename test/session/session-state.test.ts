import { describe, expect, it } from 'vitest'
import { loadSessions, type SavedSessions, saveSessions } from '../../src/session/session-state.ts'
import { sessionId, tenantId } from '../support/events.ts'
import { savedSessions } from '../support/saved.ts'

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

  it('finds again what was saved, by name and by time', () => {
    const { open, waiting, totals } = loadSessions(saved)
    expect(open.get({ tenant: tenantId('a'), sessionId: sessionId('s1') })).toMatchObject({ ms: 5 })
    expect(waiting.takeEarliest()).toMatchObject({ ms: 3, tenant: 'a', sessionId: 's2' })
    expect(totals.get(tenantId('constructor'))).toMatchObject({ sessions: 2, totalMs: 1_500 })
  })

  it('does not share the totals with what it was loaded from', () => {
    const state = loadSessions(saved)
    state.totals.add(tenantId('constructor'), 1)
    expect(saved.totals).toEqual([['constructor', 2, 1_500]])
  })
})
