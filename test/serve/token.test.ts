import { describe, expect, it } from 'vitest'
import { type Asking, ask } from './ask.ts'
import { serve, TOKEN } from './serve-fixture.ts'

const bearer = (token: string, scheme = 'Bearer'): Asking => ({ headers: { authorization: `${scheme} ${token}` } })
const login = (url: string, token: string, headers: Asking['headers'] = {}) =>
  ask(url, '/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, ...headers },
    body: new URLSearchParams({ token }).toString(),
  })
/** `name=value` of the cookie that a login sets. */
const cookieOf = async (url: string, token = TOKEN, headers: Asking['headers'] = {}) =>
  (await login(url, token, headers)).headers['set-cookie']![0]!.split(';')[0]!
/** As a browser says it, whatever free port the server of a test has. */
const HOST = { host: 'localhost:8080', origin: 'http://localhost:8080' }
const shown = (cookie: string): Asking => ({ headers: { ...HOST, cookie } })
const forged = (i = 0) => shown(`tideline-8080=9999999999.${'A'.repeat(40)}${100 + i}`)

const PROTECTED = ['/metrics', '/api/status', '/api/windows', '/api/stream', '/dashboard.js', '/nothing']

describe('with a token', () => {
  it.each(PROTECTED)('%s is for who shows it', async (path) => {
    const { url, source } = await serve({ token: TOKEN })
    const without = await ask(url, path)
    expect(without.status).toBe(401)
    expect(without.headers['www-authenticate']).toBe('Bearer')
    expect(JSON.parse(without.text)).toEqual({ error: expect.stringContaining('token') })
    expect(source.statusesAsked()).toBe(0)
  })

  it.each([
    ['a bearer', bearer(TOKEN)],
    ['a bearer, whatever its case', bearer(TOKEN, 'bearer')],
  ])('lets in %s', async (_, asking) => {
    const { url } = await serve({ token: TOKEN })
    expect((await ask(url, '/api/status', asking)).status).toBe(200)
  })

  it.each([
    ['another one', bearer(`${TOKEN}x`)],
    ['its beginning', bearer(TOKEN.slice(0, -1))],
    ['one of the same length', bearer(TOKEN.replace('c', 'd'))],
    ['an empty one', bearer('')],
    ['another scheme', bearer(TOKEN, 'Basic')],
    ['none, in the query', { headers: { 'x-token': TOKEN } }],
    ['the token as a cookie', shown(`tideline-8080=${TOKEN}`)],
    ['a forged cookie', forged()],
  ])('refuses %s', async (_, asking) => {
    const { url } = await serve({ token: TOKEN })
    expect((await ask(url, `/api/status?token=${TOKEN}`, asking)).status).toBe(401)
  })

  it('leads who wants the dashboard to the login, and a program not', async () => {
    const { url } = await serve({ token: TOKEN })
    const page = await ask(url, '/')
    expect([page.status, page.headers.location]).toEqual([303, '/login'])
    expect((await ask(url, '/', bearer('wrong'))).status).toBe(401)
  })

  it('remembers a login by a cookie that no script, no other site and no other token can use', async () => {
    const { url } = await serve({ token: TOKEN })
    const answer = await login(url, TOKEN, HOST)
    expect([answer.status, answer.headers.location]).toEqual([303, '/'])
    const [pair, ...flags] = answer.headers['set-cookie']![0]!.split('; ')
    expect(flags.toSorted()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict'])
    expect(pair).not.toContain(TOKEN)
    expect((await ask(url, '/', shown(pair!))).status).toBe(200)
    const other = await serve({ token: `${TOKEN}-of-another` })
    expect((await ask(other.url, '/api/status', shown(pair!))).status).toBe(401)
  })

  it.each(['https://pipeline.example', 'HTTPS://Pipeline.example'])('sets it for TLS alone at %s', async (origin) => {
    const { url } = await serve({ token: TOKEN, hosts: ['pipeline.example'] })
    const { headers } = await login(url, TOKEN, { host: 'pipeline.example', origin })
    expect(headers['set-cookie']![0]!.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=2592000',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ])
  })

  it('knows the cookie again after a restart', async () => {
    const cookie = await cookieOf((await serve({ token: TOKEN })).url, TOKEN, HOST)
    const again = await serve({ token: TOKEN })
    expect((await ask(again.url, '/api/status', shown(`a=b; ${cookie}`))).status).toBe(200)
  })

  it('has a cookie of its own beside that of another pipeline on the same host', async () => {
    const [one, other] = [await serve({ token: TOKEN }), await serve({ token: `${TOKEN}-of-another` })]
    const cookies = [await cookieOf(one.url), await cookieOf(other.url, `${TOKEN}-of-another`)]
    expect(new Set(cookies.map((cookie) => cookie.split('=')[0])).size).toBe(2)
    for (const { url } of [one, other])
      expect((await ask(url, '/api/status', { headers: { cookie: cookies.join('; ') } })).status).toBe(200)
  })

  it.each(['wrong', '', TOKEN.slice(1)])('asks again for the token %j, after a while', async (token) => {
    const { url } = await serve({ token: TOKEN })
    const beganMs = performance.now()
    const answer = await login(url, token)
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('That is not the token.')
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(performance.now() - beganMs).toBeGreaterThan(490)
  })

  it.each([
    ['JSON', 'application/json', JSON.stringify({ token: TOKEN })],
    ['two tokens', 'application/x-www-form-urlencoded', `token=wrong&token=${TOKEN}x`],
    [
      'a file',
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name=token; filename=a\r\n\r\n${TOKEN}\r\n--x--\r\n`,
    ],
    ['half a form', 'multipart/form-data; boundary=x', '--x\r\n'],
    ['no form', 'text/plain', TOKEN],
  ])('takes no login by %s', async (_, type, body) => {
    const { url } = await serve({ token: TOKEN })
    const answer = await ask(url, '/login', { method: 'POST', body, headers: { 'content-type': type } })
    expect(answer.status).toBe(401)
  })

  it('takes no login from a page of another origin', async () => {
    const { url } = await serve({ token: TOKEN })
    expect((await login(url, TOKEN, { origin: 'http://evil.example' })).status).toBe(403)
  })

  it('looks at ten wrong ones a minute, also when they come at once, and then at no right one either', async () => {
    const { url } = await serve({ token: TOKEN })
    const cookie = await cookieOf(url, TOKEN, HOST)
    const guesses = Array.from({ length: 12 }, (_, i) => [
      ask(url, '/api/status', bearer(`guess-${i}`)),
      login(url, `guess-${i}`),
    ]).flat()
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(14)

    const late = await ask(url, '/api/status', bearer(TOKEN))
    expect(late.status).toBe(429)
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(55)
    expect((await login(url, TOKEN)).status).toBe(429)
    // Who shows no token is in nobody's way, and nobody in theirs.
    expect((await ask(url, '/api/status', shown(cookie))).status).toBe(200)
    expect((await ask(url, '/api/status')).status).toBe(401)
    expect((await ask(url, '/livez')).status).toBe(200)
  })

  it('takes a cookie that is no good for none, however often it comes', async () => {
    const { url } = await serve({ token: TOKEN })
    for (let i = 0; i < 30; i++) expect((await ask(url, '/api/status', forged())).status).toBe(401)
    expect((await ask(url, '/api/status', bearer(TOKEN))).status).toBe(200)
    const cookie = await cookieOf(url, TOKEN, HOST)
    expect((await ask(url, '/api/status', shown(cookie))).status).toBe(200)
  })

  it('looks at ten different ones of those a minute: they may be signed with guesses', async () => {
    const { url } = await serve({ token: TOKEN })
    const cookie = await cookieOf(url, TOKEN, HOST)
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await ask(url, '/api/status', forged(i))).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    expect((await ask(url, '/api/status', shown(cookie))).status).toBe(200)
    expect((await ask(url, '/api/status', shown(await cookieOf(url, TOKEN, HOST)))).status).toBe(200)
    expect((await ask(url, '/api/status', bearer(TOKEN))).status).toBe(200)
  })
})

describe('without a token', () => {
  it('a login leads to the dashboard, and a bearer is let in', async () => {
    const { url } = await serve()
    const answer = await login(url, 'whatever')
    expect([answer.status, answer.headers.location, answer.headers['set-cookie']]).toEqual([303, '/', undefined])
    expect((await ask(url, '/api/status', bearer('whatever'))).status).toBe(200)
  })
})
