import type { Server, ServerOptions } from 'node:http'

/** For whoever sends slowly, much or nothing: how long a request may take to come, and how large its head is. */
export const HTTP_LIMITS: ServerOptions = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  // How often the two above are looked at.
  connectionsCheckingInterval: 1_000,
}

/** More connections are closed as they come. */
export const MOST_CONNECTIONS = 256
/** A connection is closed on which nothing has moved for so long: its client does not take what it asked for. */
const SILENT_MS = 30_000

export const limitConnections = (server: Server): void => {
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(SILENT_MS)
}
