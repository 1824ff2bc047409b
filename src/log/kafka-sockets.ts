import { connect, type Socket } from 'node:net'

const KEEP_ALIVE_MS = 60_000

interface Address {
  readonly host: string
  readonly port: number
  readonly onConnect: () => void
}

/**
 * The sockets of one client of kafkajs, so that all can be closed, whatever kafkajs has lost sight of: a socket that stays open, with
 * its timer, keeps the process alive for ever, doing nothing.
 */
export const kafkaSockets = () => {
  const open = new Set<Socket>()
  let isClosed = false
  return {
    /** For kafkajs, which hears of errors only: a socket that closes without one would be taken for connected. */
    connect: ({ host, port, onConnect }: Address): Socket => {
      const socket = connect({ host, port }, onConnect).setKeepAlive(true, KEEP_ALIVE_MS)
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
