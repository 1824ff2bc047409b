import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { failureOf } from '../../src/cli/failure.ts'
import { serveRun } from '../../src/cli/serve-run.ts'
import type { HttpAddress } from '../../src/config/http.ts'
import { fakeLiveSource } from '../serve/fake-live-source.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** Somebody else's server. */
const takePort = async (host: string): Promise<number> => {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  open.push(server)
  return (server.address() as AddressInfo).port
}
const served = async (http: HttpAddress, givenBy?: string) => {
  const lines: { readonly level: number; readonly msg: string; readonly url?: string }[] = []
  const logger = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) })
  const settings = { http, httpToken: null, httpHosts: [] }
  const server = await serveRun(fakeLiveSource(), settings, givenBy, logger).then(
    (server) => ({ server, error: null }),
    (error: unknown) => ({ server: null, error }),
  )
  if (server.server !== null) open.push(server.server)
  return { ...server, lines }
}
const WARNING = 40

describe('serveRun', () => {
  it('serves the run, and says where', async () => {
    const { server, lines } = await served({ host: '127.0.0.1', port: 0 })
    expect(lines).toMatchObject([{ msg: 'dashboard, API and metrics are served', url: server!.url }])
    expect((await fetch(`${server!.url}/livez`)).status).toBe(200)
  })

  it('serves nothing where nobody wants that', async () => {
    expect(await served('off', '--http')).toEqual({ server: null, error: null, lines: [] })
  })

  it('runs without a dashboard where the default address is another program’s, and says so', async () => {
    const port = await takePort('127.0.0.1')
    const { server, error, lines } = await served({ host: '127.0.0.1', port })
    expect([server, error]).toEqual([null, null])
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [
        WARNING,
        `127.0.0.1:${port} is in use by another program, so there is no dashboard: --http says where, such as 127.0.0.1:0 for a free port, or off`,
      ],
    ])
  })

  it('refuses an address that its user gave and that it cannot have', async () => {
    const port = await takePort('127.0.0.1')
    const { error, lines } = await served({ host: '127.0.0.1', port }, 'TIDELINE_HTTP')
    expect(lines).toEqual([])
    expect(failureOf(error)).toMatchObject({
      text: `TIDELINE_HTTP: 127.0.0.1:${port} is in use by another program: --http says where, such as 127.0.0.1:0 for a free port, or off`,
      exitCode: 1,
    })
  })

  it.each([
    ['an IPv6 address, with its brackets', '::1', /^--http: \[::1\]:\d+ is in use by another program/],
    ['127.0.0.2', '127.0.0.2', /^--http: 127\.0\.0\.2:\d+ is in use by another program/],
  ])('names %s', async (_, host, words) => {
    const port = await takePort(host).catch(() => null)
    if (port === null) return // a machine without it
    const { error } = await served({ host, port }, '--http')
    expect(failureOf(error).text).toMatch(words)
  })

  it('does not try an address that others could reach without a token', async () => {
    const { error } = await served({ host: 'tideline.invalid', port: 0 }, '--http')
    expect(String(error)).toContain('needs a token')
  })
})
