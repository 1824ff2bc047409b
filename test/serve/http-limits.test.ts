import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MOST_CONNECTIONS, MOST_OF_AN_ADDRESS } from '../../src/serve/http-limits.ts'
import { ask } from './ask.ts'
import { serve } from './serve-fixture.ts'

const connection = async (url: string, localAddress = '127.0.0.1'): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), localAddress })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** All that comes until the server closes the connection, and how long that took. */
const untilClosed = async (socket: Socket) => {
  const beganMs = performance.now()
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  await new Promise((resolve) => socket.once('close', resolve))
  return { text, tookMs: performance.now() - beganMs }
}

/** More than the buffers of two sockets take. */
const LARGE_BYTES = 20_000_000

/** Sends a bit every third of a second. */
const drip = (socket: Socket, bit: string): void => {
  const dripping = setInterval(() => socket.write(bit), 300)
  onTestFinished(() => clearInterval(dripping))
}

describe('a client', () => {
  it('has 5 s for a head, 10 s for a request, however busily it sends, and 20 s without taking anything', async () => {
    const large = { type: 'text/plain', body: 'x'.repeat(LARGE_BYTES) }
    const { url } = await serve({ dashboard: async () => new Map([['/', large]]) })
    const [silent, head, body, deaf] = await Promise.all([1, 2, 3, 4].map(() => connection(url)))
    const closed = Promise.all([silent, head, body].map((socket) => untilClosed(socket!)))
    head!.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nx-a: ')
    drip(head!, 'x')
    body!.write('POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n')
    drip(body!, 'x')
    deaf!.pause()
    deaf!.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const beganMs = performance.now()

    const [ofNothing, ofHead, ofBody] = await closed
    expect(ofNothing!.tookMs).toBeLessThan(9_000)
    expect(ofHead!.text).toMatch(/^HTTP\/1.1 408 /)
    expect(ofHead!.tookMs).toBeGreaterThan(4_000)
    expect(ofHead!.tookMs).toBeLessThan(9_000)
    expect(ofBody!.tookMs).toBeGreaterThan(9_000)
    expect(ofBody!.tookMs).toBeLessThan(14_000)
    await sleep(22_000 - (performance.now() - beganMs))
    const ofDeaf = await untilClosed(deaf!.resume())
    expect(ofDeaf.text.length).toBeGreaterThan(0)
    expect(ofDeaf.text.length).toBeLessThan(LARGE_BYTES)
  }, 60_000)

  it.each([
    ['a head of more than 8 KiB', `GET /livez HTTP/1.1\r\nHost: localhost\r\nx-a: ${'b'.repeat(8_200)}\r\n\r\n`, 431],
    ['what is no HTTP', '\u0000\u0001\r\n\r\n', 400],
    ['no Host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
    ['no Host, in an older HTTP', 'GET /livez HTTP/1.0\r\n\r\n', 400],
    [
      'two lengths',
      'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
  ])('is told of %s', async (_, head, status) => {
    const { url, source } = await serve()
    const socket = await connection(url)
    const closed = untilClosed(socket)
    socket.end(head)
    expect((await closed).text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(source.statusesAsked()).toBe(0)
  })

  it('gets no second answer made up before it has the first', async () => {
    const { url, source } = await serve()
    const socket = await connection(url)
    const closed = untilClosed(socket)
    socket.write('GET /api/windows HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100))
    expect((await closed).text).toBe('')
    expect(source.asked).toHaveLength(1)
  })

  it('may use its connection for one request after the other', async () => {
    const { url } = await serve()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const ports = new Set<number>()
    for (let i = 0; i < 200; i++) {
      const asked = request(`${url}/${i % 2 === 0 ? 'livez' : 'api/windows?top=100'}`, { agent }).end()
      const [response] = (await once(asked, 'response')) as [IncomingMessage]
      ports.add(response.socket.localPort!)
      expect(response.statusCode).toBe(200)
      await once(response.resume(), 'end')
    }
    expect(ports.size).toBe(1)
  })

  it('whose body does not belong there is answered once, and let go of', async () => {
    const { url } = await serve()
    const socket = await connection(url)
    const closed = untilClosed(socket)
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nGET /metrics HTTP/1.1\r\n')
    const { text, tookMs } = await closed
    expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413'])
    expect(tookMs).toBeLessThan(3_000)
  })

  it('finds no room among too many, and room again when they go', async () => {
    const { url } = await serve()
    const many = await Promise.all(
      Array.from({ length: MOST_CONNECTIONS }, (_, i) =>
        connection(url, `127.0.0.${2 + Math.floor(i / MOST_OF_AN_ADDRESS)}`),
      ),
    )
    await sleep(100)
    await expect(ask(url, '/livez')).rejects.toThrow(/hang up|ECONNRESET/)
    for (const socket of many) socket.destroy()
    await sleep(100)
    expect((await ask(url, '/livez')).status).toBe(200)
  })

  it('is answered whatever another address has open, which has room for so many and no more', async () => {
    const { url } = await serve()
    const many = await Promise.all(Array.from({ length: 300 }, () => connection(url, '127.0.0.2')))
    for (const socket of many) socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nx-a: ')
    await sleep(200)
    const isOpen = (socket: Socket) => !socket.destroyed
    expect(many.filter(isOpen)).toHaveLength(MOST_OF_AN_ADDRESS)
    expect((await ask(url, '/livez')).status).toBe(200)
    many.find(isOpen)!.destroy()
    await sleep(100)
    const another = await connection(url, '127.0.0.2')
    const closed = untilClosed(another)
    another.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect((await closed).text).toMatch(/^HTTP\/1.1 200 /)
  })
})
