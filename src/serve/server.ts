import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { isLoopback } from '../config/http.ts'
import type { LiveSource } from '../live/live-source.ts'
import { createApp } from './app.ts'
import { HTTP_LIMITS, limitConnections, oneAtATime } from './http-limits.ts'
import { pipelineMetrics } from './metrics/pipeline-metrics.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import type { ServeOptions } from './serve-options.ts'

export interface RunningServer {
  /** As a browser on this machine reaches it. */
  readonly url: string
  /** Ends every answer under way, streams too, and listens no more. */
  readonly close: () => Promise<void>
}

/**
 * Shows a run over HTTP from now on, read only; to be started before the run begins, since metrics count what it reports.
 * @throws the system's error where it cannot listen (EADDRINUSE, EADDRNOTAVAIL, EACCES), an Error where others than this machine could reach it
 *   without a token.
 */
export const startServer = async (source: LiveSource, options: ServeOptions): Promise<RunningServer> => {
  const { host, port, token, onDefect } = options
  if (token === null && !isLoopback(host)) throw new Error(`${host} is not a loopback address: this needs a token`)
  const metrics = pipelineMetrics(source)
  const { fetch } = createApp(source, metrics, options)
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler: notUnderstood })
  const server = createServer(HTTP_LIMITS, oneAtATime(listener))
  limitConnections(server)
  try {
    await once(server.listen({ host, port }), 'listening') // rejects with its `error`
  } catch (error) {
    metrics.close()
    throw error
  }
  // A connection that cannot be accepted must not end the pipeline.
  server.on('error', onDefect)
  return {
    url: urlOf(server),
    close: async () => {
      metrics.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A request from which no URL can be made, by its Host or its path. */
const notUnderstood = (): Response => Response.json({ error: 'no URL' }, { status: 400, headers: SECURITY_HEADERS })

const urlOf = (server: Server): string => {
  const { address, port, family } = server.address() as AddressInfo
  const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address
  return `http://${family === 'IPv6' ? `[${own}]` : own}:${port}`
}
