import type { Context, MiddlewareHandler } from 'hono'
import { apiError } from './api-error.ts'
import { isOwnHost } from './own-host.ts'

/** Longer than any question this server understands, name of 256 characters and all. */
const LONGEST_URL = 4_096

/** Pages that a link on another site may lead to: what such a link could do there is nothing. */
const PAGES: ReadonlySet<string> = new Set(['/', '/login'])

/**
 * Lets through what may come from the server's own pages or from a program, and refuses the rest with words, before anything else is looked at:
 *
 *   414  a URL that is too long
 *   421  a Host that somebody else's DNS may have (own-host.ts)
 *   405  anything but GET and HEAD, and POST to /login
 *   403  a page of another origin: by Origin, or by Sec-Fetch-Site, which browsers send where they leave Origin out
 *   413  a body where none belongs
 *
 * Programs send neither Origin nor Sec-Fetch-Site; browsers let no page forge them.
 */
export const ownRequestsOnly =
  (names: readonly string[]): MiddlewareHandler =>
  async (c, next) => {
    const { method, path } = c.req
    if (c.req.url.length > LONGEST_URL) return apiError(c, 414, `the URL is longer than ${LONGEST_URL} characters`)
    if (!isOwnHost(c.req.header('host'), names))
      return apiError(
        c,
        421,
        'this server does not go by that Host: use its IP address or localhost, or name it in --http-hosts',
      )
    const isLogin = method === 'POST' && path === '/login'
    if (method !== 'GET' && method !== 'HEAD' && !isLogin)
      return apiError(c, 405, 'read only: GET and HEAD', { Allow: path === '/login' ? 'GET, HEAD, POST' : 'GET, HEAD' })
    if (!isOwnOrigin(c)) return apiError(c, 403, 'a page of another origin may not ask')
    if (!isLogin && hasBody(c)) return apiError(c, 413, 'a request has no body here', { Connection: 'close' })
    return next()
  }

/** A proxy in front decides between http and https; what it is called by, browsers and it agree on. */
const isOwnOrigin = (c: Context): boolean => {
  const host = c.req.header('host')?.toLowerCase()
  const origin = c.req.header('origin')?.toLowerCase()
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return false
  const site = c.req.header('sec-fetch-site')
  // `same-site` is another port of this host, or another name of its domain: not ours either, though its requests carry our cookie.
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  return (
    c.req.method === 'GET' &&
    PAGES.has(c.req.path) &&
    c.req.header('sec-fetch-mode') === 'navigate' &&
    c.req.header('sec-fetch-dest') === 'document'
  )
}

const hasBody = (c: Context): boolean =>
  c.req.header('transfer-encoding') !== undefined || (c.req.header('content-length') ?? '0') !== '0'
