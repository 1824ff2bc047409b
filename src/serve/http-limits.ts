import type { RequestListener, Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'

/** For whoever sends slowly, much or nothing: how long a request may take to come, and how large its head is. */
export const HTTP_LIMITS: ServerOptions = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  // How often the first two of these times are looked at.
  connectionsCheckingInterval: 1_000,
}

/** More connections are closed as they come. */
export const MOST_CONNECTIONS = 256
/** A connection is closed on which nothing has moved for so long, at the latest twice that: its client does not take what it asked for. */
const SILENT_MS = 10_000

export const limitConnections = (server: Server): void => {
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(SILENT_MS)
}

/**
 * Closes a connection on which a request comes before the one before it is answered. Browsers and Prometheus wait; who does not could
 * have a thousand answers made up by 64 KiB of requests, and take none of them.
 */
export const oneAtATime = (listener: RequestListener): RequestListener => {
  const busy = new WeakSet<Socket>()
  return (request, response) => {
    const { socket } = request
    if (busy.has(socket)) {
      socket.destroy()
      return
    }
    busy.add(socket)
    response.once('close', () => busy.delete(socket))
    listener(request, response)
  }
}
