import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tooFarAhead } from '../../src/decode/too-far-ahead.ts'
import { eventTimeMs } from '../../src/event/event.ts'
import { eventAt } from '../support/events.ts'

const RECORD_MS = Date.UTC(2026, 10, 23)
const hintOf = (timestamp: number, recordMs = RECORD_MS) =>
  tooFarAhead(eventAt(eventTimeMs(timestamp)), recordMs).errors.map(({ hint }) => hint)[0]

describe('the hint of an event from the future', () => {
  it.each([
    ['milliseconds', RECORD_MS],
    ['microseconds', RECORD_MS * 1e3],
    ['nanoseconds', RECORD_MS * 1e6],
    ['milliseconds', Date.UTC(2017, 0)],
    ['milliseconds', Date.UTC(2036, 0)],
  ])('looks like %s: %d', (unit, timestamp) => {
    expect(hintOf(timestamp)).toBe(`looks like ${unit}: seconds expected`)
  })

  it.each([
    ['an hour ahead', RECORD_MS / 1000 + 3_600],
    ['a century ahead', RECORD_MS / 1000 + 3.2e9],
    ['milliseconds, of 15 years before', Date.UTC(2011, 0)],
    ['the year 9999', 253_402_300_799],
    ['beyond all', 1e300],
  ])('none: %s', (_, timestamp) => {
    expect(hintOf(timestamp)).toBeUndefined()
  })

  it.each([[-1], [0], [Date.UTC(1989, 0)]])('none where the record is of %d', (recordMs) => {
    expect(hintOf(Math.max(recordMs, 0) + 1_000, recordMs)).toBeUndefined()
  })

  it('is never given to seconds that only run ahead, up to the year 9999', () => {
    const times = fc.double({ min: RECORD_MS, max: Date.UTC(9999, 0), noNaN: true })
    fc.assert(fc.property(times, (timeMs) => hintOf(timeMs / 1000) === undefined))
  })

  it('is the same list each time: a flood allocates none', () => {
    const [one, other] = [1, 2].map((more) => tooFarAhead(eventAt((RECORD_MS + more) * 1000), RECORD_MS).errors)
    expect(one).toBe(other)
  })
})
