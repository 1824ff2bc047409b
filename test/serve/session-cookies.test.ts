import { describe, expect, it } from 'vitest'
import { cookieName, sessionCookie } from '../../src/serve/session-cookie.ts'
import { SessionCookies } from '../../src/serve/session-cookies.ts'

const TOKEN = 'a token of some length'
const wrong = (i: number) => sessionCookie(10_000 + i, 'another token')

describe('the cookies of an address', () => {
  it('have ten different wrong ones a minute looked at, the same one as often as it comes', () => {
    const cookies = new SessionCookies(TOKEN)
    for (let i = 0; i < 100; i++) expect(cookies.judge(wrong(0), 'a', i)).toBe(false)
    for (let i = 1; i < 10; i++) expect(cookies.judge(wrong(i), 'a', 100)).toBe(false)
    expect(cookies.judge(wrong(10), 'a', 100)).toEqual({ seconds: 60 })
    expect(cookies.judge(wrong(9), 'a', 100)).toBe(false)
    expect(cookies.judge(wrong(10), 'b', 100)).toBe(false)
    expect(cookies.judge(wrong(11), 'a', 60_000)).toBe(false)
  })

  it('are looked at where they were right before, or made here, until they are over', () => {
    const cookies = new SessionCookies(TOKEN)
    const before = sessionCookie(1_000, TOKEN)
    expect(cookies.judge(before, 'a', 0)).toBe(true)
    for (let i = 0; i < 10; i++) cookies.judge(wrong(i), 'a', 0)
    expect([cookies.judge(before, 'a', 1), cookies.judge(cookies.make(1), 'a', 1)]).toEqual([true, true])
    expect(cookies.judge(sessionCookie(2_000, TOKEN), 'a', 1)).toEqual({ seconds: 60 })
    expect(cookies.judge(before, 'a', 1_000_000)).toBe(false)
  })

  it('wait for nothing where they are none, or over', () => {
    const cookies = new SessionCookies(TOKEN)
    for (let i = 0; i < 10; i++) cookies.judge(wrong(i), 'a', 0)
    for (const none of ['', 'x', sessionCookie(0, TOKEN)]) expect(cookies.judge(none, 'a', 1)).toBe(false)
  })
})

describe('the name of the cookie', () => {
  it('has the port that was asked', () => {
    expect(['localhost', '[::1]', '[::1]:81', 'localhost:8080', undefined].map(cookieName)).toEqual([
      'tideline',
      'tideline',
      'tideline-81',
      'tideline-8080',
      'tideline',
    ])
  })
})
