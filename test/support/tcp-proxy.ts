import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { frameCutter, requestId, requestName, responseId } from './kafka-requests.ts'

/** What becomes of a request or of its response: it passes, it is lost and nobody hears of it, or the connection is cut there (RST). */
export type Fate = 'pass' | 'swallow' | 'cut' | 'cut midway'

export type FateOf = (direction: 'request' | 'response', name: string) => Fate

export interface TcpProxy {
  readonly port: number
  /** Where it leads; set once the broker behind it has a port. */
  target: number
  /** Decides about each frame from now on. */
  fateOf: FateOf
  close(): Promise<void>
}

const passAll: FateOf = () => 'pass'

/** A proxy between Kafka's clients and a broker that advertises the proxy's port; takes the protocol apart frame by frame. */
export const startTcpProxy = async (): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const broker = connect(proxy.target, '127.0.0.1')
    const names = new Map<number, string>()
    const both = [client, broker]
    const cut = () => {
      for (const socket of both) socket.resetAndDestroy()
    }
    for (const socket of both) {
      sockets.add(socket)
      socket.setNoDelay(true).on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    const forward = (frame: Buffer, to: Socket, fate: Fate) => {
      if (fate === 'pass') to.write(frame)
      if (fate === 'cut') cut()
      if (fate === 'cut midway') to.write(frame.subarray(0, frame.length / 2), cut)
    }
    const [requests, responses] = [frameCutter(), frameCutter()]
    client.on('data', (bytes) => {
      for (const frame of requests(bytes)) {
        names.set(requestId(frame), requestName(frame))
        forward(frame, broker, proxy.fateOf('request', requestName(frame)))
      }
    })
    broker.on('data', (bytes) => {
      for (const frame of responses(bytes)) {
        const name = names.get(responseId(frame)) ?? 'unknown'
        names.delete(responseId(frame))
        forward(frame, client, proxy.fateOf('response', name))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: TcpProxy = {
    port: (server.address() as { port: number }).port,
    target: 0,
    fateOf: passAll,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await once(server.close(), 'close')
    },
  }
  return proxy
}
