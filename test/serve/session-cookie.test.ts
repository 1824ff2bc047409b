import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSessionOf, sessionCookie } from '../../src/serve/session-cookie.ts'

const TOKEN = 'a token of some length'
const cookie = sessionCookie(2_000, TOKEN)

describe('the cookie of a login', () => {
  it('is good until its time is over', () => {
    expect([0, 1_999_999, 2_000_000].map((ms) => isSessionOf(TOKEN, cookie, ms))).toEqual([true, true, null])
  })

  it('says nothing where it is none', () => {
    for (const none of ['', 'x', '2000', `${cookie}.1`, ` ${cookie}`, `-1.${'a'.repeat(43)}`])
      expect(isSessionOf(TOKEN, none, 0)).toBe(null)
  })

  it('is wrong with another time or for another token, and any character changed is never right', () => {
    const longer = cookie.replace('2000', '3000')
    expect([isSessionOf(TOKEN, longer, 0), isSessionOf(`${TOKEN}s`, cookie, 0)]).toEqual([false, false])
    const places = fc.nat({ max: cookie.length - 1 })
    fc.assert(
      fc.property(places, fc.string({ minLength: 1, maxLength: 1 }), (i, character) => {
        fc.pre(cookie[i] !== character)
        expect(isSessionOf(TOKEN, cookie.slice(0, i) + character + cookie.slice(i + 1), 0)).not.toBe(true)
      }),
    )
  })
})
