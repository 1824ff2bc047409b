import type { LiveSource } from '../live/live-source.ts'
import type { ServeOptions } from './serve-options.ts'

export interface RunningServer {
  /** As a browser on this machine reaches it. */
  readonly url: string
  /** Ends every answer under way, streams too, and listens no more. */
  readonly close: () => Promise<void>
}

export const startServer = (_source: LiveSource, _options: ServeOptions): Promise<RunningServer> =>
  Promise.reject(new Error('not there yet'))
