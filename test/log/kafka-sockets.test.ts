import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kafkaSockets } from '../../src/log/kafka-sockets.ts'

const server = createServer()
let address: { host: string; port: number; onConnect: () => void }
beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  address = { host: '127.0.0.1', port: (server.address() as { port: number }).port, onConnect: () => {} }
})
afterEach(() => once(server.close(), 'close'))

describe('the sockets of a client', () => {
  it('are all closed with it, each with an error: of that kafkajs hears', async () => {
    const sockets = kafkaSockets()
    const [one, other] = [sockets.connect(address), sockets.connect(address)]
    const failures = Promise.all([once(one, 'error'), once(other, 'error')])
    sockets.close()
    expect((await failures).flat().map(({ message }) => message)).toEqual(['the log is closed', 'the log is closed'])
    expect([one.destroyed, other.destroyed]).toEqual([true, true])
  })

  it('are not opened any more when it is closed', async () => {
    const sockets = kafkaSockets()
    sockets.close()
    const late = sockets.connect(address)
    await once(late, 'error')
    expect(late.destroyed).toBe(true)
  })
})
