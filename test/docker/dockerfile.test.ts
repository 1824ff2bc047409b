import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serving } from '../cli/top/view-server.ts'
import { spawnToEnd } from '../support/spawn-to-end.ts'
import { dockerStages, environmentOf, execForm, textsOf } from './dockerfile.ts'
import { fileOf, textOf } from './monitoring-files.ts'

const stages = dockerStages()
const last = stages.at(-1)!
const { scripts, engines } = JSON.parse(textOf('package.json'))

describe('the Dockerfile', () => {
  it('begins each stage with the same pinned image, of a Node that will do', () => {
    const images = stages.map(([from]) => from!.text.split(' ')[0])
    expect(new Set(images).size).toBe(1)
    const [, major, minor] = /^node:(\d+)\.(\d+)-bookworm-slim$/.exec(images[0]!)!.map(Number)
    const [wantedMajor, wantedMinor] = engines.node.replace('>=', '').split('.').map(Number)
    expect(major! > wantedMajor || (major === wantedMajor && minor! >= wantedMinor)).toBe(true)
  })

  it('installs what the lock file says, without what only tests need, and without scripts', () => {
    expect(textsOf(stages[0]!, 'RUN')).toEqual(['npm ci --omit=dev --ignore-scripts'])
  })

  it('copies what is there, and .dockerignore lets that through and nothing else', () => {
    const copied = stages.flatMap((stage) =>
      textsOf(stage, 'COPY')
        .filter((text) => !text.startsWith('--from'))
        .flatMap((text) => text.split(' ').slice(0, -1)),
    )
    expect(copied.filter((path) => !existsSync(fileOf(path)))).toEqual([])
    const rules = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules[0]).toBe('*')
    expect(rules.slice(1).toSorted()).toEqual([...new Set(copied)].map((path) => `!${path}`).toSorted())
  })

  it("starts what `npm run pipeline` does, without a shell, as Node's own user, by number", () => {
    expect(execForm(last, 'CMD').join(' ')).toBe(scripts.pipeline)
    expect(textsOf(last, 'ENTRYPOINT')).toEqual([])
    expect(textsOf(last, 'USER')).toEqual(['1000:1000'])
    expect(textsOf(last, 'STOPSIGNAL')).toEqual(['SIGTERM'])
    expect(textsOf(last, 'HEALTHCHECK')[0]).toMatch(/CMD \["node", "docker\/healthcheck\.mjs"\]$/)
  })

  it('keeps all that the pipeline writes in one volume', () => {
    expect(environmentOf(last)).toMatchObject({ TIDELINE_STORAGE: '/storage', TIDELINE_LOG: 'lmdb:/storage/log' })
    expect(textsOf(last, 'VOLUME')).toEqual(['/storage'])
  })

  it('has no secret in it, nor any in what git keeps', () => {
    expect(textOf('Dockerfile')).not.toMatch(/TOKEN|PASSWORD|SECRET/)
    expect(spawnSync('git', ['check-ignore', '-q', 'docker/secrets/http-token'], { cwd: fileOf('.') }).status).toBe(0)
    expect(readFileSync(fileOf('.dockerignore'), 'utf8')).not.toContain('secrets\n!')
  })
})

describe('the health check', { timeout: 20_000 }, () => {
  const check = (env: Readonly<Record<string, string>>) =>
    spawnToEnd(process.execPath, [fileOf('docker/healthcheck.mjs')], { PATH: process.env.PATH ?? '', ...env })

  it('is 0 where /readyz is 200 and 1 where it is not, with what it says', async () => {
    let status = 200
    const asked: unknown[] = []
    const { url } = await serving(({ url: path, headers }, response) => {
      asked.push([path, headers.authorization])
      response.writeHead(status).end(status === 200 ? 'ready' : 'not ready')
    })
    const { port } = new URL(url)
    expect(await check({ TIDELINE_HTTP: `0.0.0.0:${port}` })).toMatchObject({ code: 0, stdout: 'ready\n' })
    status = 503
    const token = { TIDELINE_HTTP_TOKEN: 'a-token-of-its-own' }
    expect(await check({ TIDELINE_HTTP: `127.0.0.1:${port}`, ...token })).toMatchObject({
      code: 1,
      stdout: 'not ready\n',
    })
    expect(asked).toEqual([
      ['/readyz', undefined],
      ['/readyz', 'Bearer a-token-of-its-own'],
    ])
  })

  it('is 0 where nothing is served', async () => {
    expect(await check({ TIDELINE_HTTP: 'off' })).toMatchObject({
      code: 0,
      stdout: 'nothing is served (TIDELINE_HTTP=off), so nothing is asked\n',
    })
  })

  it('is 1 where nothing answers, or too late', async () => {
    const { url, close } = await serving(() => {})
    const { port } = new URL(url)
    expect(await check({ TIDELINE_HTTP: `127.0.0.1:${port}` })).toMatchObject({
      code: 1,
      stdout: 'no answer: TimeoutError\n',
    })
    await close()
    expect(await check({ TIDELINE_HTTP: `127.0.0.1:${port}` })).toMatchObject({
      code: 1,
      stdout: 'no answer: ECONNREFUSED\n',
    })
  })
})
