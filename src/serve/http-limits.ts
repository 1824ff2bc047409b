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
/** The same of one address, so that no single one can keep the others out: browsers open six, and a proxy with all 32 streams has as many left. */
export const MOST_OF_AN_ADDRESS = 64
/** A connection is closed on which nothing has moved for so long, at the latest twice that: its client does not take what it asked for. */
const SILENT_MS = 10_000

/** Keeps a number for each address that is connected. */
export const limitConnections = (server: Server): void => {
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(SILENT_MS)
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    // It is gone already.
    if (address === undefined) return void socket.destroy()
    const others = open.get(address) ?? 0
    if (others >= MOST_OF_AN_ADDRESS) return void socket.destroy()
    open.set(address, others + 1)
    socket.once('close', () => {
      const left = open.get(address)! - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
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
