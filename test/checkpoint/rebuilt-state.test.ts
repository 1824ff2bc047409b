import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionKey } from '../../src/checkpoint/rebuilt-state.ts'
import { sessionId, tenantId } from '../support/events.ts'

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
