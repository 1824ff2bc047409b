import { describe, expect, it } from 'vitest'
import { type Asking, ask } from './ask.ts'
import { serve } from './serve-fixture.ts'

const OWN = 'http://127.0.0.1:8080'
const HOST = { host: '127.0.0.1:8080' }
const NAVIGATION = { ...HOST, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

type Case = readonly [what: string, path: string, asking: Asking]

const LET_IN: readonly Case[] = [
  ['a program', '/api/status', {}],
  ['HEAD', '/api/status', { method: 'HEAD' }],
  ['localhost', '/api/status', { headers: { host: 'localhost:8080' } }],
  ['IPv6', '/api/status', { headers: { host: '[::1]:8080' } }],
  ['a name that was given', '/api/status', { headers: { host: 'pipeline.example' } }],
  ['the own page', '/api/status', { headers: { ...HOST, origin: OWN, 'sec-fetch-site': 'same-origin' } }],
  [
    'the own page behind TLS',
    '/api/status',
    { headers: { host: 'pipeline.example', origin: 'https://pipeline.example' } },
  ],
  ['an address typed in', '/', { headers: { ...NAVIGATION, 'sec-fetch-site': 'none' } }],
  ['a link on another site', '/', { headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site' } }],
]

const REFUSED: readonly (readonly [status: number, ...Case])[] = [
  [421, 'a rebound name', '/api/status', { headers: { host: 'evil.example:8080' } }],
  [421, 'a rebound name, of its own origin', '/', { headers: { host: 'evil.example', origin: 'http://evil.example' } }],
  [421, 'a rebound name, to be alive', '/livez', { headers: { host: 'evil.example' } }],
  [421, 'a rebound name, of nothing', '/nothing', { headers: { host: 'evil.example' } }],
  [400, 'a Host that is none', '/', { headers: { host: 'a b' } }],
  [421, 'an absolute target, and its Host', 'http://127.0.0.1/', { headers: { host: 'evil.example' } }],
  [403, 'a foreign page', '/api/status', { headers: { ...HOST, origin: 'http://evil.example' } }],
  [403, 'a foreign page, for the metrics', '/metrics', { headers: { ...HOST, origin: 'https://evil.example' } }],
  [403, 'a page from nowhere', '/api/status', { headers: { ...HOST, origin: 'null' } }],
  [403, 'a page of another port', '/api/status', { headers: { ...HOST, origin: 'http://127.0.0.1:9090' } }],
  [403, 'a page whose origin begins alike', '/api/stream', { headers: { ...HOST, origin: `${OWN}0` } }],
  [403, 'no Origin, another site', '/api/status', { headers: { ...HOST, 'sec-fetch-site': 'cross-site' } }],
  [403, 'no Origin, another port', '/api/status', { headers: { ...HOST, 'sec-fetch-site': 'same-site' } }],
  [
    403,
    'a script tag elsewhere',
    '/dashboard.js',
    { headers: { ...HOST, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' } },
  ],
  [
    403,
    'a frame elsewhere',
    '/',
    { headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' } },
  ],
  [403, 'a link to the API elsewhere', '/api/status', { headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site' } }],
  [403, 'a form elsewhere', '/login', { method: 'POST', headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site' } }],
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
    (method) => [405, method, '/api/status', { method }] as const,
  ),
  [405, 'PUT of a login', '/login', { method: 'PUT' }],
  [405, 'POST of nothing', '/nothing', { method: 'POST' }],
  [413, 'a body', '/api/status', { body: '{}', headers: { 'content-length': '2' } }],
  [413, 'a body in chunks', '/api/status', { body: '{}', headers: { 'transfer-encoding': 'chunked' } }],
  [413, 'too long a login', '/login', { method: 'POST', body: 'x'.repeat(1_025) }],
  [
    413,
    'too long a login in chunks',
    '/login',
    { method: 'POST', body: 'x'.repeat(1_025), headers: { 'transfer-encoding': 'chunked' } },
  ],
  [414, 'a long URL', `/api/windows?search=${'x'.repeat(4_096)}`, {}],
  [404, 'what is not there', '/nothing', {}],
  [404, 'a way out', '/../../etc/passwd', {}],
  [404, 'a way out, written otherwise', '/%2e%2e/%2e%2e/etc/passwd', {}],
  [404, 'a member of every object', '/__proto__', {}],
]

describe('without a token', () => {
  const hosts = ['pipeline.example']

  it.each(LET_IN)('lets in: %s', async (_, path, asking) => {
    const { url } = await serve({ hosts })
    expect((await ask(url, path, asking)).status).toBe(200)
  })

  it.each(REFUSED)('%i for %s', async (status, _, path, asking) => {
    const { url, source } = await serve({ hosts })
    const answer = await ask(url, path, asking)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringMatching(/\w/) })
    expect(answer.headers['content-type']).toContain('application/json')
    expect(source.statusesAsked()).toBe(0)
  })

  it('says which methods there are', async () => {
    const { url } = await serve()
    const allowed = async (path: string) => (await ask(url, path, { method: 'PUT' })).headers.allow
    expect([await allowed('/api/status'), await allowed('/login')]).toEqual(['GET, HEAD', 'GET, HEAD, POST'])
  })

  it('gives no other origin leave to read', async () => {
    const { url } = await serve()
    const { headers } = await ask(url, '/api/status', { headers: { origin: url } })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
