import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isSameToken } from './same-token.ts'
import { isSessionOf, SESSION_SECONDS, sessionCookie } from './session-cookie.ts'
import { WrongTries } from './wrong-tries.ts'

export type ServeEnv = { Bindings: HttpBindings }

/** What a client has shown of the token. */
export type Shown =
  | { readonly kind: 'right' | 'wrong' | 'nothing' }
  /** Not looked at: its address has tried too often. */
  | { readonly kind: 'too_many'; readonly seconds: number }

const COOKIE = 'tideline'
/** How long the answer to a wrong token takes. */
const WRONG_MS = 500

/**
 * Who may come in: who shows the token, as `Authorization: Bearer` or by the cookie of a login (session-cookie.ts). Wrong ones are
 * answered late, and only so many are looked at (wrong-tries.ts). Without a token everybody may.
 */
export class Gate {
  readonly #token: string | null
  readonly #wrongTries = new WrongTries()

  constructor(token: string | null) {
    this.#token = token
  }

  async shownBy(c: Context<ServeEnv>): Promise<Shown> {
    const token = this.#token
    if (token === null) return { kind: 'right' }
    const bearer = /^bearer +(?<shown>\S+) *$/i.exec(c.req.header('authorization') ?? '')?.groups?.shown
    return this.#judge(c, () =>
      bearer === undefined ? isSessionOf(token, getCookie(c, COOKIE) ?? '', Date.now()) : isSameToken(bearer, token),
    )
  }

  /** What is given at /login; the right token sets the cookie. */
  async logIn(c: Context<ServeEnv>, given: string): Promise<Shown> {
    const token = this.#token
    if (token === null) return { kind: 'right' }
    const shown = await this.#judge(c, () => isSameToken(given, token))
    if (shown.kind === 'right') {
      const cookie = sessionCookie(Math.floor(Date.now() / 1000) + SESSION_SECONDS, token)
      setCookie(c, COOKIE, cookie, { path: '/', httpOnly: true, sameSite: 'Strict', maxAge: SESSION_SECONDS })
    }
    return shown
  }

  /** `isRight` looks within this turn: so many requests at once try no more often. */
  async #judge(c: Context<ServeEnv>, isRight: () => boolean | null): Promise<Shown> {
    const address = c.env.incoming.socket.remoteAddress ?? ''
    const seconds = this.#wrongTries.secondsToWait(address, Date.now())
    if (seconds > 0) return { kind: 'too_many', seconds }
    const right = isRight()
    if (right === null) return { kind: 'nothing' }
    if (right) return { kind: 'right' }
    this.#wrongTries.add(address, Date.now())
    await sleep(WRONG_MS)
    return { kind: 'wrong' }
  }
}
