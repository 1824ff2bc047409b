import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queryOf } from '../../src/dashboard/model/query.ts'
import type { LiveView, WindowsQuery } from '../../src/live/windows-view.ts'
import { dashboardFiles } from '../../src/serve/dashboard-files.ts'

/** What the page is bound to, as the real server says it. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

export interface ViewServer {
  readonly url: string
  readonly port: number
  /** What streams were asked for, in order. */
  readonly queries: readonly WindowsQuery[]
  /** Streams that are open now. */
  readonly streams: () => number
  /** Kills all connections, as a process that dies does. */
  readonly close: () => Promise<void>
}

export interface ViewServerOptions {
  readonly port?: number
  readonly everyMs?: number
  /** A status that streams are refused with, and /api/status too. */
  readonly refuse?: () => { readonly status: number; readonly error: string } | null
}

/** Serves the dashboard and streams the views that `viewOf` gives, null for none, to test the page without a pipeline. */
export const startViewServer = async (
  viewOf: (query: WindowsQuery) => LiveView | null,
  { port = 0, everyMs = 200, refuse = () => null }: ViewServerOptions = {},
): Promise<ViewServer> => {
  const files = await dashboardFiles()
  const queries: WindowsQuery[] = []
  let streams = 0
  const stream = (response: ServerResponse, query: WindowsQuery) => {
    queries.push(query)
    streams++
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1000\n\n')
    const send = () => {
      const view = viewOf(query)
      if (view !== null) response.write(`event: view\ndata: ${JSON.stringify(view)}\n\n`)
    }
    send()
    const timer = setInterval(send, everyMs)
    response.on('close', () => {
      streams--
      clearInterval(timer)
    })
  }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url!, 'http://localhost')
    response.setHeader('content-security-policy', CSP)
    const refused = pathname.startsWith('/api/') ? refuse() : null
    if (refused !== null) return void response.writeHead(refused.status).end(JSON.stringify({ error: refused.error }))
    if (pathname === '/api/stream') return stream(response, queryOf(search))
    if (pathname === '/api/status') return void response.end('{}')
    const file = files.get(pathname)
    if (file === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': file.type }).end(file.body)
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${bound}/`,
    port: bound,
    queries,
    streams: () => streams,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
