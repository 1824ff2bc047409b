import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../support/clean-environment.ts'
import { withoutLogLines } from '../support/log-lines.ts'
import { openStream, servedAt, statusOf, untilReady } from '../support/served-pipeline.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, urlOf, produce, start } = pipelineFolder()
const DEFAULT_PORT = 8_080
const SOON_MS = 1_000

/** Takes a port of this machine, if it is not another program's already. */
const takePort = async (port: number) => {
  const server = createServer()
  const taken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    free: async () => {
      if (taken) await once(server.close(), 'close')
    },
  }
}

/** To its end, with nothing said of where it serves: else tests' pipelines serve nothing. @throws where it does not end with 0. */
const runByDefault = (...args: readonly string[]) => {
  const { TIDELINE_HTTP: _, ...env } = cleanEnvironment()
  const command = ['--import', 'tsx', 'src/cli/pipeline.ts', '--until-end', '--json', ...args]
  return promisify(execFile)(process.execPath, command, { env })
}

describe('what a pipeline serves', { timeout: 60_000 }, () => {
  let holder: Awaited<ReturnType<typeof takePort>>
  beforeAll(async () => {
    await produce('log', '--partitions', '2', '--rate', '0', '--count', '200')
    holder = await takePort(0)
  })
  afterAll(() => holder.free())

  it('is nothing where the default address is taken: it says so and runs all the same', async () => {
    const busy = await takePort(DEFAULT_PORT)
    const { stdout, stderr } = await runByDefault('--log', urlOf('log'), '--storage', at('default-taken'))
    await busy.free()
    expect(JSON.parse(stdout)).toMatchObject({ records: 200 })
    expect(stderr).toContain(
      '127.0.0.1:8080 is in use by another program, so there is no dashboard: --http says where, such as 127.0.0.1:0 for a free port, or off',
    )
  })

  it('is refused where the address that was asked for is taken: 1, a line, and nothing is run', async () => {
    const address = `127.0.0.1:${holder.port}`
    const { code, stdout, stderr } = await start('taken', 'log', '--until-end', '--json', '--http', address).ended
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(withoutLogLines(stderr)).toBe(
      `--http: ${address} is in use by another program: --http says where, such as 127.0.0.1:0 for a free port, or off\n`,
    )
    expect(stderr).not.toContain('pipeline started')
  })

  it('is nothing at all with --http off', async () => {
    const running = start('off', 'log', '--until-end', '--json', '--http', 'off')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).not.toContain('dashboard')
  })

  it.each(['0.0.0.0:0', '[::]:0', 'example.com:80'])('is refused on %s without a token, with 2', async (address) => {
    const { code, stdout, stderr } = await start('open', 'log', '--until-end', '--http', address).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('can be reached from other machines, so it needs a token')
  })

  it('does not hold up a stop: with clients of the stream it ends within a second, commits and says 0', async () => {
    const running = start('stopped', 'log', '--json', '--http', '127.0.0.1:0', '--commit-interval', '1h')
    const url = await servedAt(running)
    await untilReady(url, running)
    const clients = await Promise.all([openStream(url), openStream(url, '?top=5'), openStream(url, '?search=a')])
    await expect.poll(async () => (await statusOf(url)).records).toBe(200)
    await expect.poll(() => clients.map(({ views }) => views.length > 0)).toEqual([true, true, true])
    const askedMs = performance.now()
    running.child.kill('SIGTERM')
    const { code, stdout } = await running.ended
    const tookMs = performance.now() - askedMs
    console.log(`SIGTERM with three clients of the stream: ended after ${Math.round(tookMs)} ms`)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ records: 200 })
    for (const { over } of clients) expect(await over).toBeGreaterThan(askedMs)
    expect(tookMs).toBeLessThan(SOON_MS)
  })
})
