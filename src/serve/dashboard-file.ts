import type { Handler } from 'hono'
import type { DashboardFiles } from './serve-options.ts'

/** GET of anything else: a file of the dashboard, or nothing. */
export const dashboardFile =
  (files: () => Promise<DashboardFiles>): Handler =>
  async (c) => {
    const file = (await files()).get(c.req.path)
    if (file === undefined) return c.notFound()
    return c.body(file.body as string | Uint8Array<ArrayBuffer>, 200, { 'Content-Type': file.type })
  }
