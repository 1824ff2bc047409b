import { once } from 'node:events'
import { chmod, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dockerStages, execForm } from './dockerfile.ts'
import { cannotPlayContainer, type HandMadeImage, makeImage } from './hand-made-image.ts'

const missing = cannotPlayContainer()
if (missing !== null) console.warn(`skipped: ${missing}`)

const PRODUCE = ['node', '--import', 'tsx', 'src/cli/produce.ts']
const PIPELINE = execForm(dockerStages().at(-1)!, 'CMD')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await once(server.close(), 'close')
  return port
}

describe.skipIf(missing !== null)('what the Dockerfile leads to', () => {
  let image: HandMadeImage
  beforeAll(async () => {
    image = await makeImage()
  })
  afterAll(() => image.remove())

  it('may write its volume and /tmp and nothing else, as a user without any right', async () => {
    const script = `
      id -u
      for place in / /app /app/src /etc /storage /tmp; do touch $place/x 2>/dev/null && echo "$place can be written"; done
      rm -f /storage/x
      grep CapEff /proc/self/status
      cp /bin/true /tmp/program && /tmp/program || echo "/tmp runs nothing"`
    const { code, stdout } = await image.start(['sh', '-c', script]).ended
    expect(code).toBe(0)
    expect(stdout.trim().split(/\n/)).toEqual([
      '1000',
      '/storage can be written',
      '/tmp can be written',
      'CapEff:\t0000000000000000',
      '/tmp runs nothing',
    ])
  })

  it.each([
    '1',
    '2',
  ])('produces, runs with %s worker(s) until SIGTERM, and has committed all by then', async (workers) => {
    const topic = `events-${workers}`
    const env = {
      TIDELINE_HTTP: 'off',
      TIDELINE_TOPIC: topic,
      TIDELINE_STORAGE: `/storage/${workers}`,
      TIDELINE_GROUP: topic,
    }
    const produced = await image.start([...PRODUCE, '--rate', '0', '--count', '3000', '--seed', '1'], env).ended
    expect(produced).toMatchObject({ code: 0, stderr: expect.stringContaining('sent 3,000 records') })

    const pipeline = image.start(PIPELINE, {
      ...env,
      TIDELINE_WORKERS: workers,
      TIDELINE_COMMIT_INTERVAL: '1s',
      TIDELINE_JSON: 'true',
    })
    await expect.poll(pipeline.text, { timeout: 30_000 }).toContain('partition taken')
    await expect
      .poll(() => readdir(join(image.storage, workers)), { timeout: 30_000 })
      .toContain('session_stats.parquet')
    process.kill(await pipeline.pid(), 'SIGTERM')
    const { code, stdout, stderr } = await pipeline.ended
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ records: 3_000 })
  })
  it('is ready, says so to its health check, and shows itself to who knows the token', async () => {
    const token = 'a-token-of-its-own'
    await writeFile(join(image.storage, 'token'), token)
    await chmod(join(image.storage, 'token'), 0o644)
    const env = {
      TIDELINE_HTTP: `0.0.0.0:${await freePort()}`,
      TIDELINE_HTTP_TOKEN_FILE: '/storage/token',
      TIDELINE_STORAGE: '/storage/served',
    }
    const pipeline = image.start(PIPELINE, env)
    await expect.poll(pipeline.text, { timeout: 30_000 }).toContain('partition taken')
    const check = execForm(dockerStages().at(-1)!, 'HEALTHCHECK')
    const health = async () => (await image.start(check, env).ended).stdout
    await expect.poll(health, { timeout: 30_000 }).toBe('{"ready":true,"problems":[]}\n')
    const url = env.TIDELINE_HTTP.replace('0.0.0.0', 'http://127.0.0.1')
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    expect(await metrics.text()).toContain('\ntideline_ready 1\n')
    expect((await fetch(`${url}/metrics`)).status).toBe(401)
    process.kill(await pipeline.pid(), 'SIGTERM')
    expect(await pipeline.ended).toMatchObject({ code: 0 })
    expect(await health()).toBe('no answer: ECONNREFUSED\n')
  })
})
