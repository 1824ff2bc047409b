import { describe, expect, it } from 'vitest'
import { type Asking, ask } from './ask.ts'
import { serve, TOKEN } from './serve-fixture.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

const ANSWERS: readonly (readonly [status: number, path: string, asking: Asking])[] = [
  [200, '/login', {}],
  [200, '/livez', {}],
  [200, '/readyz', {}],
  [401, '/metrics', {}],
  [303, '/', {}],
  [401, '/nothing', {}],
  [421, '/', { headers: { host: 'evil.example' } }],
  [400, '/', { headers: { host: 'a b' } }],
  [405, '/', { method: 'DELETE' }],
  ...['/', '/dashboard.js', '/metrics', '/api/status', '/api/windows'].map(
    (path) => [200, path, { headers: { authorization: `Bearer ${TOKEN}` } }] as const,
  ),
  [404, '/nothing', { headers: { authorization: `Bearer ${TOKEN}` } }],
]

describe('every answer', () => {
  it.each(ANSWERS)('%i of %s tells browsers what they may do with it', async (status, path, asking) => {
    const { url } = await serve({ token: TOKEN })
    const answer = await ask(url, path, asking)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  it('does without script and style in the page of the login', async () => {
    const { url } = await serve({ token: TOKEN })
    const { text } = await ask(url, '/login')
    expect(text).not.toMatch(/<script|<style|style=|\son\w+=/i)
  })

  it('says nothing of what went wrong inside, and the pipeline is told', async () => {
    const broken = new Error('/secret/path is missing')
    const { url, defects } = await serve({ dashboard: () => Promise.reject(broken) })
    const answer = await ask(url, '/')
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      500,
      { error: 'this could not be answered; the log of the pipeline says why' },
    ])
    expect(answer.headers['content-security-policy']).toBe(POLICY)
    expect(defects).toEqual([broken])
  })
})
