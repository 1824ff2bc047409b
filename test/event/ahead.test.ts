import { describe, expect, it } from 'vitest'
import { ahead, isAhead } from '../../src/event/ahead.ts'
import { eventAt } from '../support/events.ts'

describe('isAhead', () => {
  it.each([
    ['behind its record', 4_000, false],
    ['at its record', 5_000, false],
    ['a second ahead, which rounding and NTP explain', 6_000, false],
    ['a millisecond more', 6_001, true],
  ])('an event %s: %j', (_, timeMs, isSo) => {
    expect(isAhead(eventAt(timeMs), 5_000)).toBe(isSo)
  })
})

describe('ahead', () => {
  it('says whose event it is, how far ahead and whether it was rejected', () => {
    expect(ahead(eventAt(9_000, { tenant: 'b' }), 2_000, true)).toEqual({
      kind: 'ahead',
      tenant: 'b',
      aheadMs: 7_000,
      isRejected: true,
    })
  })

  it('is never below 0, also where the record is later than the last year there is', () => {
    const beyondMs = Date.UTC(10_000, 0)
    expect(ahead(eventAt(beyondMs), beyondMs + 5, true).aheadMs).toBe(0)
  })
})
