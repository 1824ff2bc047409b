import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { LiveView } from '../../src/live/windows-view.ts'
import { startServer } from '../../src/serve/server.ts'
import { ask, open } from './ask.ts'
import { fakeLiveSource } from './fake-live-source.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { serve } from './serve-fixture.ts'

const stream = async (url: string, query = ''): Promise<IncomingMessage> => {
  const response = await open(url, `/api/stream${query}`)
  response.on('error', () => {}) // the server ends it
  onTestFinished(() => void response.destroy())
  return response
}

interface ServerSentEvent {
  readonly fields: readonly string[]
  readonly view: LiveView
}

/** The next so many events, as the specification reads them: fields by line, an empty line ends one. */
const events = async (response: IncomingMessage, count: number): Promise<readonly ServerSentEvent[]> => {
  let text = ''
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.split(/\r\n\r\n|\n\n|\r\r/).length > count) break
  }
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/).slice(0, count)
  return blocks.map((block) => {
    const lines = block.split(/\r\n|\n|\r/)
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6))
    return { fields: lines.map((line) => line.slice(0, 12)), view: JSON.parse(data.join('\n')) }
  })
}

describe('/api/stream', () => {
  it('sends a view at once and then every second, and how soon to come back', async () => {
    const { url, source } = await serve()
    const beganMs = performance.now()
    const response = await stream(url, '?top=2&search=tenant_')
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    const [first] = await events(response, 1)
    expect(performance.now() - beganMs).toBeLessThan(900)
    expect(first!.fields).toEqual(['retry: 1000', 'event: view', 'data: {"stat'])
    expect(first!.view.windows.query).toEqual({ search: 'tenant_', tenant: null, top: 2 })
    expect(first!.view.status).toEqual({ ...source.status(), totals: expect.objectContaining({ records: 1_000 }) })
    const secondMs = performance.now()
    await events(response, 1)
    expect(performance.now() - secondMs).toBeGreaterThan(500)
  })

  it('keeps each name in its place, whatever is in it', async () => {
    const { url } = await serve()
    const [event] = await events(await stream(url, '?top=100'), 1)
    expect(event!.fields).toHaveLength(3)
    expect(event!.view.windows.tenants.slice(0, HOSTILE_NAMES.length)).toEqual(HOSTILE_NAMES)
  })

  it('asks no more when its clients are gone, by a reset too', async () => {
    const { url, source } = await serve()
    const [closed, reset] = [await stream(url), await stream(url, '?top=1')]
    await events(closed, 1)
    closed.destroy()
    reset.socket.resetAndDestroy()
    await sleep(100)
    const asked = source.statusesAsked()
    await sleep(1_500)
    expect(source.statusesAsked()).toBe(asked)
  })

  it('has room for 32 clients, and again when one of them leaves', async () => {
    const { url } = await serve()
    const clients = await Promise.all(Array.from({ length: 32 }, (_, i) => stream(url, `?top=${1 + (i % 3)}`)))
    expect(clients.map(({ statusCode }) => statusCode)).toEqual(clients.map(() => 200))
    const refused = await ask(url, '/api/stream')
    expect([refused.status, JSON.parse(refused.text)]).toEqual([503, { error: '32 clients are looking already' }])
    expect((await ask(url, '/api/stream', { method: 'HEAD' })).status).toBe(200)
    expect((await ask(url, '/api/stream?top=0')).status).toBe(400)
    clients[7]!.destroy()
    await vi.waitFor(async () => expect((await stream(url)).statusCode).toBe(200), { timeout: 3_000 })
    expect((await ask(url, '/api/stream')).status).toBe(503)
  })

  it('takes up no room for HEAD', async () => {
    const { url, source } = await serve()
    for (let i = 0; i < 40; i++) expect((await ask(url, '/api/stream', { method: 'HEAD' })).status).toBe(200)
    await events(await stream(url), 1)
    expect(source.asked).toHaveLength(1)
  })

  it('leaves out for a client what it does not take, and holds up no other for it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const tenants = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(256, 'x'))
    let views = 0
    const source = fakeLiveSource(() => ++views)
    source.setTenants(tenants)
    const { url } = await serve({}, source)
    const slow = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
    onTestFinished(() => void slow.destroy())
    slow.pause()
    slow.write('GET /api/stream?top=100 HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const quick = await stream(url, '?top=100')
    let [bytes, seen] = [0, 0]
    quick.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      seen += chunk.toString().split('event: view').length - 1
    })
    // 1,000 views of 70 KB: far more than the buffers of both sockets take.
    for (let i = 0; i < 1_000; i++) {
      const before = seen
      await vi.advanceTimersByTimeAsync(1_000)
      await vi.waitUntil(() => seen > before, { timeout: 5_000, interval: 1 })
    }
    expect(bytes).toBeGreaterThan(40_000_000)
    let taken = 0
    slow.on('data', (chunk: Buffer) => {
      taken += chunk.length
    })
    slow.resume()
    await sleep(500)
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(bytes / 4)
  })

  it('ends at once with the server', async () => {
    const source = fakeLiveSource()
    const options = { host: '127.0.0.1', port: 0, token: null, hosts: [], onDefect: () => {} }
    const server = await startServer(source, { ...options, dashboard: async () => new Map() })
    const response = await stream(server.url)
    await events(response, 1)
    const ended = new Promise((resolve) => response.once('close', resolve))
    const beganMs = performance.now()
    await server.close()
    await ended
    expect(performance.now() - beganMs).toBeLessThan(200)
    await expect(ask(server.url, '/livez')).rejects.toThrow('ECONNREFUSED')
    const asked = source.statusesAsked()
    await sleep(1_200)
    expect(source.statusesAsked()).toBe(asked)
  })
})
