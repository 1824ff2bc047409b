/** A file of the dashboard, as it is answered. */
export interface DashboardFile {
  /** Its Content-Type. */
  readonly type: string
  readonly body: Uint8Array | string
}

/** By path, `/` among them. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>

export interface ServeOptions {
  /** What to listen on: an IP address or `localhost`. */
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** What a client has to know; null lets everybody in who reaches a loopback address. */
  readonly token: string | null
  /** Names that requests may call this server by, besides IP addresses and localhost. */
  readonly hosts: readonly string[]
  /** Asked when the first file is wanted, and again after it failed. */
  readonly dashboard: () => Promise<DashboardFiles>
  /** Is told of what went wrong in answering: a defect of ours, which its client is not told of. */
  readonly onDefect: (error: unknown) => void
}
