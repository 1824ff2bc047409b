import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/live/status-view.ts'
import { fileOf } from '../docker/monitoring-files.ts'
import { spawnToEnd } from '../support/spawn-to-end.ts'
import { ask } from './ask.ts'
import { serve, TOKEN } from './serve-fixture.ts'
import { NOON_MS } from './status-example.ts'

const DISK_FULL: Problem = {
  kind: 'disk',
  message: 'storage: no space left on device (ENOSPC); make room',
  sinceMs: NOON_MS,
  partition: 1,
  worker: null,
}
const SHOWN = { headers: { authorization: `Bearer ${TOKEN}` } }

describe('/readyz', () => {
  it('is 200 while nothing is wrong, 503 with what is wrong, and 200 again', async () => {
    const { url, source } = await serve()
    const readyz = async () => {
      const { status, text } = await ask(url, '/readyz')
      return [status, JSON.parse(text)]
    }
    expect(await readyz()).toEqual([200, { ready: true, problems: [] }])
    source.change({ problems: [DISK_FULL] })
    expect(await readyz()).toEqual([503, { ready: false, problems: [DISK_FULL] }])
    source.change({ problems: [] })
    expect(await readyz()).toEqual([200, { ready: true, problems: [] }])
  })

  it('has no words for who does not show the token', async () => {
    const { url, source } = await serve({ token: TOKEN })
    const readyz = async () => {
      const { status, text } = await ask(url, '/readyz')
      return [status, text]
    }
    expect(await readyz()).toEqual([200, 'ready'])
    source.change({ problems: [DISK_FULL] })
    expect(await readyz()).toEqual([503, 'not ready'])
    expect(JSON.parse((await ask(url, '/readyz', SHOWN)).text)).toEqual({ ready: false, problems: [DISK_FULL] })
    const wrong = await ask(url, '/readyz', { headers: { authorization: 'Bearer wrong' } })
    expect([wrong.status, wrong.text]).toEqual([503, 'not ready'])
  })

  it('tells an address that is locked out no more, and no less', { timeout: 20_000 }, async () => {
    const { url, source } = await serve({ token: TOKEN })
    const wrong = { headers: { authorization: 'Bearer wrong' } }
    await Promise.all(Array.from({ length: 12 }, () => ask(url, '/readyz', wrong)))
    expect((await ask(url, '/api/status', SHOWN)).status).toBe(429)
    const healthCheck = () =>
      spawnToEnd(process.execPath, [fileOf('docker/healthcheck.mjs')], {
        TIDELINE_HTTP: new URL(url).host,
        TIDELINE_HTTP_TOKEN: TOKEN,
      })
    for (const asking of [{}, wrong, SHOWN]) {
      const { status, text } = await ask(url, '/readyz', asking)
      expect([status, text]).toEqual([200, 'ready'])
      expect((await ask(url, '/livez', asking)).text).toBe('live')
    }
    expect(await healthCheck()).toMatchObject({ code: 0, stdout: 'ready\n' })
    source.change({ problems: [DISK_FULL] })
    expect(await healthCheck()).toMatchObject({ code: 1, stdout: 'not ready\n' })
  })
})

describe('/livez', () => {
  it.each([null, TOKEN])('is 200 whatever is wrong, with the token %s too', async (token) => {
    const { url, source } = await serve({ token })
    source.change({ problems: [DISK_FULL] })
    const { status, text } = await ask(url, '/livez')
    expect([status, text]).toEqual([200, 'live'])
    expect(source.statusesAsked()).toBe(0)
  })
})
