import type { Context } from 'hono'
import { apiError } from './api-error.ts'
import type { Gate, ServeEnv, Shown } from './gate.ts'

/**
 * Lets pass who shows the token. Who shows none and wants the dashboard, is led to the login; a program is told.
 */
export const tokenOnly =
  (gate: Gate) =>
  async (c: Context<ServeEnv>, next: () => Promise<void>): Promise<Response | undefined> => {
    const shown = await gate.shownBy(c)
    switch (shown.kind) {
      case 'right':
        await next()
        return undefined
      case 'too_many':
        return refused(c, shown)
      case 'nothing':
      case 'wrong':
        return c.req.path === '/' && c.req.header('authorization') === undefined
          ? c.redirect('/login', 303)
          : refused(c, shown)
    }
  }

export const refused = (c: Context, shown: Exclude<Shown, { kind: 'right' }>) => {
  if (shown.kind === 'too_many') return apiError(c, 429, tooMany(shown), { 'Retry-After': String(shown.seconds) })
  return apiError(c, 401, 'this needs the token: as Authorization: Bearer, or log in at /login', {
    'WWW-Authenticate': 'Bearer',
  })
}

export const tooMany = ({ seconds }: { readonly seconds: number }) =>
  `Too many wrong tokens from this address: try again in ${seconds} s.`
