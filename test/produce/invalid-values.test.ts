import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { REASONS } from '../../src/event/reason.ts'
import { INVALID_KINDS } from '../../src/produce/invalid-values.ts'
import { judge } from '../decode/oracle.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const MAX_FUTURE_MS = 300_000

describe.each(INVALID_KINDS)('$name', ({ make, reason }) => {
  it(`is a dead letter, ${reason}`, () => {
    const value = make(NOW_MS / 1000)
    expect(judge(value, NOW_MS, MAX_FUTURE_MS)).toBe(reason)
    const decoded = decodeEvent(value, NOW_MS, { maxFutureMs: MAX_FUTURE_MS })
    expect(isLeft(decoded) && decoded.left.reason).toBe(reason)
  })
})

describe('the invalid kinds', () => {
  it('cover every reason that can be made small', () => {
    const made = new Set(INVALID_KINDS.map(({ reason }) => reason))
    expect(REASONS.filter((reason) => !made.has(reason))).toEqual(['too_large', 'crash_suspect'])
  })
})
