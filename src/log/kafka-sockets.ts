import { connect, isIP, type Socket } from 'node:net'
import { connect as connectOverTls, type SecureContext } from 'node:tls'

const KEEP_ALIVE_MS = 60_000

interface Address {
  readonly host: string
  readonly port: number
  readonly onConnect: () => void
}

const connectTo = ({ host, port, onConnect }: Address, secureContext: SecureContext | null): Socket => {
  if (secureContext === null) return connect({ host, port }, onConnect)
  // A name goes along for brokers with several certificates; an address may not.
  const name = isIP(host) === 0 ? { servername: host } : {}
  // Said, as NODE_TLS_REJECT_UNAUTHORIZED=0 would turn the default off.
  return connectOverTls({ host, port, secureContext, rejectUnauthorized: true, ...name }, onConnect)
}

/**
 * The sockets of one client of kafkajs, so that all can be closed, whatever kafkajs has lost sight of: a socket that stays open, with
 * its timer, keeps the process alive for ever, doing nothing. Over TLS where there is a context for it; a broker's certificate is always checked then, whatever the environment says.
 */
export const kafkaSockets = (secureContext: SecureContext | null = null) => {
  const open = new Set<Socket>()
  let isClosed = false
  return {
    /** For kafkajs, which hears of errors only: a socket that closes without one would be taken for connected. */
    connect: (address: Address): Socket => {
      const socket = connectTo(address, secureContext).setKeepAlive(true, KEEP_ALIVE_MS)
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      if (isClosed) socket.destroy(new Error('the log is closed'))
      return socket
    },
    close: (): void => {
      isClosed = true
      for (const socket of open) socket.destroy(new Error('the log is closed'))
    },
  }
}
