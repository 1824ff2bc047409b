import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isSameToken } from './same-token.ts'
import { cookieName, SESSION_SECONDS } from './session-cookie.ts'
import { SessionCookies } from './session-cookies.ts'
import { WrongTries } from './wrong-tries.ts'

export type ServeEnv = { Bindings: HttpBindings }

/** What a client has shown of the token. */
export type Shown =
  | { readonly kind: 'right' | 'wrong' | 'nothing' }
  /** Not looked at: its address has tried too often. */
  | { readonly kind: 'too_many'; readonly seconds: number }

/** How long the answer to a wrong token takes. */
const WRONG_MS = 500

/**
 * Who may come in: who shows the token, as `Authorization: Bearer` or by the cookie of a login (session-cookies.ts). Wrong tokens are
 * answered late, and only so many are looked at (wrong-tries.ts). Without a token everybody may.
 */
export class Gate {
  readonly #token: string | null
  readonly #wrongTries = new WrongTries()
  readonly #cookies: SessionCookies

  constructor(token: string | null) {
    this.#token = token
    this.#cookies = new SessionCookies(token ?? '')
  }

  async shownBy(c: Context<ServeEnv>): Promise<Shown> {
    const token = this.#token
    if (token === null) return { kind: 'right' }
    const bearer = /^bearer +(?<shown>\S+) *$/i.exec(c.req.header('authorization') ?? '')?.groups?.shown
    if (bearer !== undefined) return this.#judge(c, bearer, token)
    const judged = this.#cookies.judge(getCookie(c, cookieName(c.req.header('host'))) ?? '', addressOf(c), Date.now())
    if (typeof judged === 'object') return { kind: 'too_many', ...judged }
    return { kind: judged ? 'right' : 'nothing' }
  }

  /** What is given at /login; the right token sets the cookie. */
  async logIn(c: Context<ServeEnv>, given: string): Promise<Shown> {
    const token = this.#token
    if (token === null) return { kind: 'right' }
    const shown = await this.#judge(c, given, token)
    if (shown.kind === 'right')
      setCookie(c, cookieName(c.req.header('host')), this.#cookies.make(Date.now()), {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        // Behind a proxy with TLS the browser alone knows; access.ts has seen to it that the origin is ours.
        secure: /^https:/i.test(c.req.header('origin') ?? ''),
        maxAge: SESSION_SECONDS,
      })
    return shown
  }

  /** Counts within this turn: so many requests at once try no more often. */
  async #judge(c: Context<ServeEnv>, given: string, token: string): Promise<Shown> {
    const address = addressOf(c)
    const seconds = this.#wrongTries.secondsToWait(address, Date.now())
    if (seconds > 0) return { kind: 'too_many', seconds }
    if (isSameToken(given, token)) return { kind: 'right' }
    this.#wrongTries.add(address, Date.now())
    await sleep(WRONG_MS)
    return { kind: 'wrong' }
  }
}

const addressOf = (c: Context<ServeEnv>): string => c.env.incoming.socket.remoteAddress ?? ''
