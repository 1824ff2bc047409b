/** Sessions found by plain loops over plain lists, sharing no code with src (S0 to S6). */
export interface PlainEvent {
  readonly tenant: string
  /** `start`, `end`, or anything else, which pairs with nothing (S0). */
  readonly what: 'start' | 'end' | 'view'
  readonly session: string | null
  readonly timeMs: number
}

export interface PlainLimits {
  readonly graceMs: number
  readonly sessionTimeoutMs: number
  readonly maxOpenSessions: number
}

interface Entry {
  readonly tenant: string
  readonly session: string
  readonly ms: number
}

export interface Paired {
  /** `completed a s1 3-8`, `orphan_end a s1 8`, in the order in which they come out. */
  readonly rows: readonly string[]
  readonly open: readonly Entry[]
  readonly waiting: readonly Entry[]
}

export const bruteForceSessions = (events: readonly PlainEvent[], limits: PlainLimits): Paired => {
  const { graceMs, sessionTimeoutMs, maxOpenSessions } = limits
  const rows: string[] = []
  let open: Entry[] = []
  let waiting: Entry[] = []
  let streamTimeMs = Number.NEGATIVE_INFINITY
  for (const { tenant, what, session, timeMs } of events) {
    streamTimeMs = Math.max(streamTimeMs, timeMs)
    const watermarkMs = streamTimeMs - graceMs
    // S6: first the ends that nobody will start (S2), then the sessions that nobody will end (S4).
    for (const entry of inOrder(waiting.filter(({ ms }) => watermarkMs > ms))) rows.push(row('orphan_end', entry))
    waiting = waiting.filter(({ ms }) => watermarkMs <= ms)
    for (const entry of inOrder(open.filter(({ ms }) => watermarkMs >= ms + sessionTimeoutMs)))
      rows.push(row('timed_out', entry))
    open = open.filter(({ ms }) => watermarkMs < ms + sessionTimeoutMs)

    if (session === null) continue
    const mine = (entry: Entry) => entry.tenant === tenant && entry.session === session
    const entry = { tenant, session, ms: timeMs }
    const opened = open.find(mine)
    const waits = waiting.find(mine)
    if (what === 'start') {
      if (opened) rows.push(row('duplicate_start', entry))
      else if (waits && timeMs <= waits.ms) {
        rows.push(`completed ${tenant} ${session} ${timeMs}-${waits.ms}`)
        waiting = waiting.filter((one) => one !== waits)
      } else {
        open.push(entry)
        if (open.length > maxOpenSessions) {
          const [earliest] = inOrder(open)
          rows.push(row('evicted', earliest!))
          open = open.filter((one) => one !== earliest)
        }
      }
    } else if (what === 'end') {
      if (opened && timeMs >= opened.ms) {
        rows.push(`completed ${tenant} ${session} ${opened.ms}-${timeMs}`)
        open = open.filter((one) => one !== opened)
      } else if (opened) rows.push(row('ends_before_start', entry))
      else if (waits) rows.push(row('duplicate_end', entry))
      else waiting.push(entry)
    }
  }
  return { rows, open: inOrder(open), waiting: inOrder(waiting) }
}

/** By time; equal times by tenant and session, whose names are of one length in these tests. */
export const inOrder = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => a.ms - b.ms || (a.tenant + a.session < b.tenant + b.session ? -1 : 1))

const row = (outcome: string, { tenant, session, ms }: Entry): string => `${outcome} ${tenant} ${session} ${ms}`
