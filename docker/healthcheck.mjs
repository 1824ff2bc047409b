// Exit code 0 where the pipeline in this container is ready, 1 where not. Says why, for `docker inspect`, with the token where there is one.
// It sees the environment only: what flags or a file of settings say about --http and its token is unknown here. Where nothing is served, all is well.
import { readFileSync } from 'node:fs'

const { TIDELINE_HTTP = '127.0.0.1:8080', TIDELINE_HTTP_TOKEN, TIDELINE_HTTP_TOKEN_FILE } = process.env
const PATIENCE_MS = 3_000
const MOST_SAID = 2_000

const port = /:(\d+)$/.exec(TIDELINE_HTTP)?.[1] ?? '8080'
// An address of its own is asked there; on all of them, the nearest one.
const host = TIDELINE_HTTP.replace(/:\d+$/, '').replace(/^(0\.0\.0\.0|\[::\])?$/, '127.0.0.1')

if (TIDELINE_HTTP === 'off') {
  console.log('nothing is served (TIDELINE_HTTP=off), so nothing is asked')
  process.exit(0)
}

try {
  const token = TIDELINE_HTTP_TOKEN || (TIDELINE_HTTP_TOKEN_FILE ? readFileSync(TIDELINE_HTTP_TOKEN_FILE, 'utf8').trim() : '')
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`http://${host}:${port}/readyz`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) })
  console.log((await response.text()).slice(0, MOST_SAID))
  process.exit(response.status === 200 ? 0 : 1)
} catch (error) {
  console.log(`no answer: ${error.cause?.code ?? error.name}`)
  process.exit(1)
}
