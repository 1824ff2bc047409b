import type { Logger } from 'pino'
import type { HttpAddress } from '../config/http.ts'
import { Refusal } from '../config/refusal.ts'
import type { LiveSource } from '../live/live-source.ts'
import { dashboardFiles } from '../serve/dashboard-files.ts'
import { type RunningServer, startServer } from '../serve/server.ts'

export interface ServeSettings {
  readonly http: HttpAddress
  readonly httpToken: string | null
  readonly httpHosts: readonly string[]
}

/**
 * Serves what a run shows of itself; null where nobody wants that, or where the default address is another's: a pipeline is worth more
 * than its dashboard. An address that somebody asked for (`givenBy` says how) is refused then.
 */
export const serveRun = async (
  source: LiveSource,
  { http, httpToken: token, httpHosts: hosts }: ServeSettings,
  givenBy: string | undefined,
  logger: Logger,
): Promise<RunningServer | null> => {
  if (http === 'off') return null
  const onDefect = (error: unknown) => logger.error({ err: error }, 'a request could not be answered')
  try {
    const server = await startServer(source, { ...http, token, hosts, dashboard: dashboardFiles, onDefect })
    logger.info({ url: server.url }, 'dashboard, API and metrics are served')
    return server
  } catch (error) {
    const why = whyNot(error as NodeJS.ErrnoException, addressText(http))
    if (why === null) throw error
    const advice = '--http says where, such as 127.0.0.1:0 for a free port, or off'
    if (givenBy !== undefined) throw new Refusal(`${givenBy}: ${why}: ${advice}`, undefined, { cause: error })
    logger.warn(`${why}, so there is no dashboard: ${advice}`)
    return null
  }
}

const addressText = ({ host, port }: Exclude<HttpAddress, 'off'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

const whyNot = ({ code }: NodeJS.ErrnoException, address: string): string | null => {
  switch (code) {
    case 'EADDRINUSE':
      return `${address} is in use by another program`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address} is no address of this machine`
    case 'EACCES':
      return `${address} may not be used by this user`
    default:
      return null
  }
}
