import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { kafkaSockets } from '../../src/log/kafka-sockets.ts'
import { makeAuthority, opensslMissing } from '../support/certificates.ts'

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

  it.skipIf(opensslMissing() !== null)('check a certificate though the environment says not to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tideline-sockets-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const authority = await makeAuthority(folder, 'nobody-knows-it')
    const { cert, key } = await authority.sign('localhost', 'DNS:localhost,IP:127.0.0.1')
    const tls = createTlsServer({ cert: await readFile(cert), key: await readFile(key) }).on('tlsClientError', () => {})
    await once(tls.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void tls.close())
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { port } = tls.address() as { port: number }
    const socket = kafkaSockets(createSecureContext()).connect({ ...address, port })
    const outcome = await new Promise((resolve) => {
      socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
      socket.on('secureConnect', () => resolve('let in'))
    })
    socket.destroy()
    expect(outcome).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  })
})
