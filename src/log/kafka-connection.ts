import type { Socket } from 'node:net'

/** The part of kafkajs' connection that is put right here. */
interface Connection {
  socket?: Socket
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  isConnected(): boolean
  connect(): Promise<boolean>
}

const LENGTH_BYTES = 4
const connecting = new WeakMap<Connection, Promise<boolean>>()

/**
 * Lets a connection of kafkajs begin anew as if it were new. As it is, what was left of an answer that was cut off is taken for the
 * beginning of the next one, and nothing that comes is understood any more; the end of an old socket ends the new one; and two
 * requests that connect at once open two sockets, of which one is forgotten.
 */
export const reconnectCleanly = (prototype: Connection): void => {
  const { connect } = prototype
  prototype.connect = function reconnect(this: Connection) {
    const underWay = connecting.get(this)
    if (underWay !== undefined) return underWay
    if (!this.isConnected()) {
      forget(this.socket)
      this.chunks = []
      this.bytesBuffered = 0
      this.bytesNeeded = LENGTH_BYTES
    }
    const connected = connect.call(this).finally(() => connecting.delete(this))
    connecting.set(this, connected)
    return connected
  }
}

const forget = (socket: Socket | undefined) => {
  for (const event of ['connect', 'secureConnect', 'data', 'end', 'error', 'timeout']) socket?.removeAllListeners(event)
  socket?.on('error', () => {})
  socket?.destroy()
}
