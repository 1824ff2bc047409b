import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { isLoopback } from '../../src/config/http.ts'
import { ask } from './ask.ts'
import { serve, TOKEN } from './serve-fixture.ts'

describe('startServer', () => {
  it('says where it listens, as this machine reaches it', async () => {
    const { url } = await serve({ host: 'localhost' })
    expect(url).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):[1-9]\d*$/)
    expect((await ask(url, '/livez')).text).toBe('live')
    const everywhere = await serve({ host: '0.0.0.0', token: TOKEN })
    expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
    expect((await ask(everywhere.url, '/livez')).text).toBe('live')
  })

  it.runIf(Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1')))(
    'listens on IPv6',
    async () => {
      const { url } = await serve({ host: '::1' })
      expect(url).toMatch(/^http:\/\/\[::1\]:[1-9]\d*$/)
      expect((await ask(url, '/livez')).text).toBe('live')
    },
  )

  it("fails with the system's error where it cannot listen", async () => {
    const { url } = await serve()
    await expect(serve({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(serve({ host: '192.0.2.1', token: TOKEN })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })

  it.each(['0.0.0.0', '::', '192.0.2.1', 'pipeline.example'])('does not listen on %s without a token', async (host) => {
    await expect(serve({ host })).rejects.toThrow(`${host} is not a loopback address: this needs a token`)
  })

  it('is not ended by a client that goes away in the middle of an answer', async () => {
    const large = { type: 'text/plain', body: 'x'.repeat(20_000_000) } // more than the buffers of two sockets take
    const { url, defects } = await serve({ dashboard: async () => new Map([['/', large]]) })
    for (let i = 0; i < 20; i++) {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
      socket.on('error', () => {})
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await new Promise((resolve) => socket.once('data', resolve))
      socket.resetAndDestroy()
    }
    expect((await ask(url, '/livez')).status).toBe(200)
    expect(defects).toEqual([])
  })
})

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', 'localhost'])('%s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each(['0.0.0.0', '::', '128.0.0.1', '10.0.0.1', 'fe80::1', '::2', 'localhost.example', ''])('not %j', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})
