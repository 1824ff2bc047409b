import type { Handler } from 'hono'
import type { LiveSource } from '../live/live-source.ts'
import type { Problem } from '../live/status-view.ts'
import type { Gate, ServeEnv } from './gate.ts'

/** What /readyz answers who may read it. */
export interface Readiness {
  readonly ready: boolean
  readonly problems: readonly Problem[]
}

/** GET /livez: that this is answered at all is the answer. */
export const liveness: Handler = (c) => c.text('live')

/**
 * GET /readyz: 200 or 503, and what is wrong; who does not show the token is told no more than that, also with a wrong one or locked out: a
 * health check must not fail for somebody's wrong tries.
 */
export const readiness =
  (source: LiveSource, gate: Gate): Handler<ServeEnv> =>
  async (c) => {
    const shown = await gate.shownBy(c)
    const { problems } = source.status()
    const ready = problems.length === 0
    const status = ready ? 200 : 503
    if (shown.kind !== 'right') return c.text(ready ? 'ready' : 'not ready', status)
    return c.json<Readiness>({ ready, problems }, status)
  }
