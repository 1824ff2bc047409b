import type { Handler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { apiError } from './api-error.ts'
import type { Gate, ServeEnv } from './gate.ts'
import { tooMany } from './token-only.ts'

/** No script, no style and no icon, which would need the token: it has to be readable, and nothing else. */
const page = (words: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tideline: log in</title>
<link rel="icon" href="data:,">
<main>
<h1>Tideline</h1>
<form method="post" action="/login">
<p role="status">${words}</p>
<p><label for="token">Token</label><br>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus></p>
<p><button>Log in</button></p>
</form>
</main>
</html>
`

/** GET /login: asks for the token. */
export const loginPage: Handler = (c) => c.html(page('This pipeline shows itself to those who know its token.'))

/** POST /login: a form with the token; sets the cookie and leads to the dashboard, or asks again. */
export const logIn =
  (gate: Gate): Handler<ServeEnv> =>
  async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const shown = await gate.logIn(c, form.get('token')?.trim() ?? '')
    switch (shown.kind) {
      case 'right':
        return c.redirect('/', 303)
      case 'nothing':
      case 'wrong':
        return c.html(page('That is not the token.'), 401)
      case 'too_many':
        return c.html(page(tooMany(shown)), 429, { 'Retry-After': String(shown.seconds) })
    }
  }

/** What a form with one token takes. */
export const smallBody = bodyLimit({
  maxSize: 1_024,
  onError: (c) => apiError(c, 413, 'a login is no longer than 1,024 bytes', { Connection: 'close' }),
})
