import { createHmac } from 'node:crypto'
import { isSameToken } from './same-token.ts'

export const SESSION_SECONDS = 30 * 86_400

/** Browsers send a host's cookies to all of its ports: so those of two pipelines on one host differ by the port of the Host that was asked. */
export const cookieName = (host: string | undefined): string => {
  const port = /:(?<port>\d{1,5})$/.exec(host ?? '')?.groups?.port
  return port === undefined ? 'tideline' : `tideline-${port}`
}

/**
 * What a browser shows in place of the token after a login: until when it is good (unix seconds), and the token's signature of that. So it
 * outlives this process and not its token, and whoever sees it does not see the token.
 */
export const sessionCookie = (untilSeconds: number, token: string): string =>
  `${untilSeconds}.${createHmac('sha256', token).update(`tideline session until ${untilSeconds}`).digest('base64url')}`

/** null: it is over, or no such cookie at all, which says nothing of the token. */
export const isSessionOf = (token: string, cookie: string, nowMs: number): boolean | null => {
  const until = /^(?<until>\d{1,12})\.[\w-]{43}$/.exec(cookie)?.groups?.until
  if (until === undefined || Number(until) * 1000 <= nowMs) return null
  return isSameToken(cookie, sessionCookie(Number(until), token))
}
