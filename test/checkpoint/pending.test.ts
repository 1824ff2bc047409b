import { describe, expect, it } from 'vitest'
import { correctionRows, nothingPending } from '../../src/checkpoint/pending.ts'
import { ahead } from '../../src/event/ahead.ts'
import { completed, eventAt, tenantId, timedBarrier, unmatched, windowCount } from '../support/events.ts'
import { batchEnd, deadLetter, late, pendingOf, sessionsAt, windowsAt } from '../support/outputs.ts'

describe('addPending', () => {
  it('puts each output where its commit finds it, and counts its rows', () => {
    const [count, session, orphan, letter, windows, sessions] = [
      windowCount(0, 1, 0),
      completed(0, 1),
      unmatched('orphan_end', 5),
      deadLetter(40),
      windowsAt(3),
      sessionsAt(2),
    ]
    expect(pendingOf(count, session, orphan, letter, windows, sessions, batchEnd(9, 4))).toEqual({
      ...nothingPending(),
      windowCounts: [count],
      completed: [session],
      unmatched: [orphan],
      deadLetters: [letter],
      deadLetterBytes: 40,
      rows: 3,
      records: 4,
      nextOffset: 9,
      clock: { streamTimeMs: 1_000, firstEventMs: 500 },
      windows,
      sessions,
    })
  })

  it('adds late pairs of a window, tenant and type up to one row, with the greatest time (T6)', () => {
    const pending = pendingOf(
      late(eventAt(9_500), 0, 2),
      late(eventAt(9_100), 0, 1),
      late(eventAt(9_000, { tenant: 'b' }), 0, 1),
      late(eventAt(9_000, { type: 'click' }), 0, 1),
    )
    expect(correctionRows(pending)).toEqual([
      windowCount(0, 2, 9_500),
      windowCount(0, 1, 9_000, { type: 'click' }),
      windowCount(0, 1, 9_000, { tenant: 'b' }),
      windowCount(2_000, 1, 9_500),
    ])
    expect(pending).toMatchObject({ rows: 4, latePairs: 5 })
  })

  it('keeps apart what only looks alike: windows before 0, tenants and types of any text', () => {
    const names = ['__proto__', 'constructor', 'a\0b', 'a', '']
    const pending = pendingOf(...names.map((tenant) => late(eventAt(500, { tenant, type: tenant }), -8_000, 5)))
    expect(correctionRows(pending)).toHaveLength(25)
    expect(new Set(correctionRows(pending).map(({ tenant }) => tenant))).toEqual(new Set(names))
  })

  it('writes down whose clocks were off: events ahead of their records, and late ones once each, whatever they missed', () => {
    const { clocks } = pendingOf(
      late(eventAt(9_500), 0, 2, 4_000),
      late(eventAt(9_100), 0, 1, 3_000),
      ahead(eventAt(9_000, { tenant: 'b' }), 2_000, true),
      ahead(eventAt(9_000, { tenant: 'b' }), 1_000, false),
    )
    expect([...clocks.tenants]).toEqual([
      [tenantId('a'), { aheadMs: 0, rejected: 0, behindMs: 4_000, late: 2 }],
      [tenantId('b'), { aheadMs: 8_000, rejected: 1, behindMs: 0, late: 0 }],
    ])
  })

  it('sums records up over barriers, and knows the offset of the last batch', () => {
    const pending = pendingOf(batchEnd(5, 5), batchEnd(9, 3), timedBarrier('commit', 77))
    expect(pending).toMatchObject({ records: 8, nextOffset: 9, clock: { streamTimeMs: 77 } })
  })

  it('keeps what the operators say at the last barrier', () => {
    const [first, second] = [windowsAt(1), windowsAt(2)]
    expect(pendingOf(first, batchEnd(1, 1), second, batchEnd(2, 1)).windows).toBe(second)
  })
})
