import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { StreamTrouble } from '../../../src/cli/top/listen.ts'
import { viewsOverHttp } from '../../../src/cli/top/views-over-http.ts'
import { serve, TOKEN } from '../../serve/serve-fixture.ts'
import { viewWith } from './live-view.ts'
import { asStream, eventOf, serving } from './view-server.ts'

const request = (url: string, other = {}) => ({ url, token: null, search: null, tenant: null, top: 10, ...other })
const viewsOf = (url: string, other = {}) => lastValueFrom(viewsOverHttp(request(url, other)).pipe(toArray()))
const troubleOf = async (url: string, other = {}) => {
  const { name, message, isFinal } = await viewsOf(url, other).then(
    (views) => {
      throw new Error(`${views.length} views came`)
    },
    (error: StreamTrouble) => error,
  )
  expect(name).toBe('StreamTrouble')
  return { message: message.replaceAll(url, 'URL'), isFinal }
}

describe('views over HTTP', () => {
  it("are what the pipeline's own server streams, to whoever knows its token", async () => {
    const { url } = await serve({ token: TOKEN })
    const view = await firstValueFrom(viewsOverHttp(request(url, { token: TOKEN, top: 3 })))
    expect(view.windows.query).toMatchObject({ top: 3 })
    expect(await troubleOf(url, { token: `${TOKEN}x` })).toEqual({
      message: 'URL does not take this token',
      isFinal: true,
    })
    expect(await troubleOf(url)).toMatchObject({ message: expect.stringMatching(/^URL wants a token/), isFinal: true })
  })

  it('are asked for and come one by one, cut into pieces as it happens, until the other side is done', async () => {
    const asked: unknown[] = []
    const [first, second] = [
      viewWith({ records: 1 }),
      viewWith({ records: 2, pipeline: { ...viewWith().status.pipeline, topic: 'ümlaut 🚀' } }),
    ]
    const { url } = await serving(async ({ url: path, headers }, response) => {
      asked.push(path, headers.authorization, headers.accept)
      asStream(response)
      for (const byte of Buffer.from(eventOf(first))) response.write(Buffer.from([byte]))
      response.write('event: other\ndata: {}\n\n')
      const bytes = Buffer.from(eventOf(second))
      // Somewhere in the middle of a character of four bytes.
      const cut = bytes.indexOf(Buffer.from('🚀')) + 2
      await sleep(200)
      response.write(bytes.subarray(0, cut))
      await sleep(200)
      response.end(bytes.subarray(cut))
    })
    const views = await viewsOf(url, { token: 'secret', tenant: 'a&b=ü', search: 'x y', top: 7 })
    expect(views).toEqual(JSON.parse(JSON.stringify([first, second])))
    expect(asked).toEqual(['/api/stream?search=x+y&tenant=a%26b%3D%C3%BC&top=7', 'Bearer secret', 'text/event-stream'])
  })

  it('are let go of when nobody listens any more', { timeout: 5_000 }, async () => {
    const closed = new Promise<void>((resolve) => {
      void serving((_, response) => {
        response.on('close', resolve)
        asStream(response).write(eventOf(viewWith()))
      }).then(({ url }) => firstValueFrom(viewsOverHttp(request(url))))
    })
    await closed
  })

  it('are in trouble for now where nothing listens, and where the server is busy', async () => {
    const { url, close } = await serving(() => {})
    await close()
    expect(await troubleOf(url)).toEqual({ message: 'nothing listens at URL', isFinal: false })
    const busy = await serving((_, response) => response.writeHead(503).end('{"error":"32 clients are the most"}'))
    expect(await troubleOf(busy.url)).toEqual({ message: 'URL refuses (503): 32 clients are the most', isFinal: false })
    const broken = await serving((_, response) => response.writeHead(502).end('<html>'))
    expect(await troubleOf(broken.url)).toEqual({ message: 'URL answers 502 for now', isFinal: false })
  })

  it('are in trouble for now where the connection is cut, or a view is no JSON', async () => {
    const cut = await serving((_, response) => {
      asStream(response).write('event: view\ndata: {')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await troubleOf(cut.url)).toMatchObject({
      message: expect.stringMatching(/^the connection to URL is broken/),
      isFinal: false,
    })
    const halved = await serving((_, response) => asStream(response).end('event: view\ndata: {\n\n'))
    expect(await troubleOf(halved.url)).toEqual({ message: 'URL sent a view that is no JSON', isFinal: false })
  })

  it('are refused for good without the token, or with a wrong one', async () => {
    const { url } = await serving((_, response) => response.writeHead(401).end('{"error":"a token, please"}'))
    expect(await troubleOf(url)).toEqual({
      message: 'URL wants a token: set TIDELINE_HTTP_TOKEN, or name its file with --http-token-file',
      isFinal: true,
    })
    expect(await troubleOf(url, { token: 'x' })).toEqual({ message: 'URL does not take this token', isFinal: true })
  })

  it('are refused for good by what is no pipeline, or one of another version', async () => {
    const html = await serving((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))
    expect(await troubleOf(html.url)).toEqual({
      message: 'what answers at URL is no pipeline with a stream of views: /api/stream is 200 text/html',
      isFinal: true,
    })
    const missing = await serving((_, response) => response.writeHead(404).end())
    expect(await troubleOf(missing.url)).toMatchObject({
      message: expect.stringMatching(/is 404 nothing$/),
      isFinal: true,
    })
    const hostRule = await serving((_, response) => response.writeHead(421).end('{"error":"no \\u001b[2Jsuch host"}'))
    expect(await troubleOf(hostRule.url)).toEqual({ message: 'URL refuses (421): no ·[2Jsuch host', isFinal: true })
    const another = await serving((_, response) => asStream(response).end(eventOf({ status: {} })))
    expect(await troubleOf(another.url)).toEqual({
      message: 'URL sends views of another version of this program',
      isFinal: true,
    })
  })

  it('are not followed to another address, with the token', async () => {
    let came = 0
    const elsewhere = await serving((_, response) => {
      came++
      response.end()
    })
    const { url } = await serving((_, response) => response.writeHead(302, { location: elsewhere.url }).end())
    expect(await troubleOf(url, { token: 'secret' })).toMatchObject({ isFinal: true })
    expect(came).toBe(0)
  })

  it('are refused where an event has no end, or nobody speaks HTTP', async () => {
    const endless = await serving((_, response) => {
      asStream(response)
      const more = () => {
        while (response.write('x'.repeat(1 << 20))) {}
        response.once('drain', more)
      }
      more()
    })
    expect(await troubleOf(endless.url)).toEqual({
      message: 'URL sends an event of more than 16777216 characters',
      isFinal: true,
    })
    const ftp = createServer((socket) => socket.end('220 welcome\r\n')).listen(0, '127.0.0.1')
    await once(ftp, 'listening')
    onTestFinished(() => void ftp.close())
    const { port } = ftp.address() as { port: number }
    expect(await troubleOf(`http://127.0.0.1:${port}`)).toEqual({
      message: 'what answers at URL does not speak HTTP',
      isFinal: true,
    })
  })
})
