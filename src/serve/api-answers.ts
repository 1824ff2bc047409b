import type { Context, Handler } from 'hono'
import type { LiveSource } from '../live/live-source.ts'
import { apiError } from './api-error.ts'
import { askedWindows } from './api-query.ts'

/** GET /api/status: a StatusView. */
export const statusAnswer =
  (source: LiveSource): Handler =>
  (c) =>
    json(c, source.status())

/** GET /api/windows: a WindowsView. */
export const windowsAnswer =
  (source: LiveSource): Handler =>
  async (c) => {
    const asked = askedWindows(new URL(c.req.url).searchParams)
    return 'error' in asked ? apiError(c, 400, asked.error) : json(c, await source.windows(asked.query))
  }

const json = (c: Context, view: unknown) => c.body(JSON.stringify(view), 200, { 'Content-Type': 'application/json' })
