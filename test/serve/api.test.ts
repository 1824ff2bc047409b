import { describe, expect, it } from 'vitest'
import type { WindowsView } from '../../src/live/windows-view.ts'
import { ask } from './ask.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { serve } from './serve-fixture.ts'
import { statusExample } from './status-example.ts'
import { windowsExample } from './windows-example.ts'

const PATHS = [
  '/',
  '/livez',
  '/readyz',
  '/metrics',
  '/api/status',
  '/api/windows',
  '/api/stream',
  '/login',
  '/dashboard.js',
]

describe('the API', () => {
  it('has the status, as the pipeline says it', async () => {
    const { url } = await serve()
    const { text, headers } = await ask(url, '/api/status')
    expect(JSON.parse(text)).toEqual(statusExample())
    expect(headers['content-type']).toBe('application/json')
  })

  it('has the windows, by what was asked', async () => {
    const { url, source } = await serve()
    const { text } = await ask(url, '/api/windows?search=tenant_&top=3')
    const query = { search: 'tenant_', tenant: null, top: 3 }
    expect(source.asked).toEqual([query])
    expect(JSON.parse(text)).toEqual(windowsExample(query))
  })

  it('hands names through as they are, whatever they are', async () => {
    const { url } = await serve()
    const { text } = await ask(url, '/api/windows?top=100')
    expect((JSON.parse(text) as WindowsView).tenants.slice(0, HOSTILE_NAMES.length)).toEqual(HOSTILE_NAMES)
    for (const tenant of HOSTILE_NAMES) {
      const one = await ask(url, `/api/windows?${new URLSearchParams({ tenant })}`)
      expect((JSON.parse(one.text) as WindowsView).tenants).toEqual([tenant])
    }
  })

  it.each(['/api/windows', '/api/stream'])('says of %s what is wrong with a question', async (path) => {
    const { url, source } = await serve()
    const { status, text } = await ask(url, `${path}?top=1000`)
    expect([status, JSON.parse(text)]).toEqual([400, { error: 'top is a number from 1 to 100' }])
    expect(source.asked).toEqual([])
  })

  it.each(PATHS)('answers HEAD of %s as GET, without its body', async (path) => {
    const { url } = await serve()
    const answer = await ask(url, path, { method: 'HEAD' })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers['content-type']).toMatch(/\//)
  })

  it('has the files of the dashboard, text and bytes, by their types', async () => {
    const { url } = await serve()
    const [page, script] = [await ask(url, '/'), await ask(url, '/dashboard.js')]
    expect([page.headers['content-type'], page.text]).toEqual([
      'text/html; charset=utf-8',
      '<!doctype html><title>Tideline</title>',
    ])
    expect([script.headers['content-type'], script.text]).toEqual(['text/javascript; charset=utf-8', 'console.log(1)'])
  })
})
