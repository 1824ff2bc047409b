import { isSessionOf, SESSION_SECONDS, sessionCookie } from './session-cookie.ts'
import { WrongTries } from './wrong-tries.ts'

const MOST_SEEN = 1_000

/**
 * The cookies of logins, made and looked at. One that is badly signed or over is as good as none: a tab that was left open with it locks
 * nobody out. But whoever guesses a token can sign a cookie with it, so of those that were not seen before, an address has only ten wrong
 * ones a minute looked at; tokens are counted apart. Keeps the 1,000 that were seen last (60 characters each).
 */
export class SessionCookies {
  readonly #token: string
  readonly #wrongTries = new WrongTries()
  readonly #seen = new Set<string>()

  constructor(token: string) {
    this.#token = token
  }

  make(nowMs: number): string {
    const cookie = sessionCookie(Math.floor(nowMs / 1000) + SESSION_SECONDS, this.#token)
    this.#remember(cookie)
    return cookie
  }

  /** Whether it is of a login that is not over; the seconds to wait where it is not looked at. */
  judge(cookie: string, address: string, nowMs: number): boolean | { readonly seconds: number } {
    const right = isSessionOf(this.#token, cookie, nowMs)
    if (right === null) return false
    if (this.#seen.has(cookie)) return right
    const seconds = this.#wrongTries.secondsToWait(address, nowMs)
    if (seconds > 0) return { seconds }
    this.#remember(cookie)
    if (!right) this.#wrongTries.add(address, nowMs)
    return right
  }

  #remember(cookie: string): void {
    if (this.#seen.size >= MOST_SEEN) this.#seen.delete(this.#seen.values().next().value!)
    this.#seen.add(cookie)
  }
}
