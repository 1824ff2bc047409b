/** Many tenants at once, as records' values in batches. Event times are whole milliseconds from here on. */
export interface TenantLoad {
  readonly tenants: number
  /** Sessions that are open all the time. */
  readonly openSessions: number
  /** In so much event time each tenant sends one event of each type. */
  readonly roundMs: number
}

export interface LoadBatch {
  readonly values: readonly string[]
  /** Of its last event. */
  readonly timeMs: number
  /** Comes as soon as the one before was taken, whatever the rate. */
  readonly isAtOnce?: boolean
}

const START_MS = Date.UTC(2026, 0, 1)
const IN_BATCH = 1_000
/** Every tenant has them all: counts a window, by tenants. */
export const TYPES = ['view', 'click', 'buy', 'session_start', 'session_end'] as const

/** So many sessions are opened, all within a second, and none ends. */
export function* openingSessions({ tenants, openSessions }: TenantLoad): Generator<LoadBatch> {
  const opening = inBatches(openSessions, (n) => {
    const timeMs = START_MS + Math.floor((n / openSessions) * 1_000)
    return { value: recordOf(n % tenants, 'session_start', timeMs, Math.floor(n / tenants)), timeMs }
  })
  for (const batch of opening) yield { ...batch, isAtOnce: true }
}

/** For ever: each tenant sends each type once a round; its oldest session ends and another one begins. */
export function* activeTenants({ tenants, openSessions, roundMs }: TenantLoad): Generator<LoadBatch> {
  const open = Math.ceil(openSessions / tenants)
  const perRound = tenants * TYPES.length
  yield* inBatches(Number.POSITIVE_INFINITY, (n) => {
    const round = Math.floor(n / perRound)
    const timeMs = START_MS + 1_000 + Math.floor((n / perRound) * roundMs)
    // Every fifth tenant is at its next type, so that all types come at all times.
    const type = TYPES[(n + Math.floor((n % perRound) / tenants)) % TYPES.length]!
    const session = type === 'session_start' ? open + round : type === 'session_end' ? round : null
    return { value: recordOf(n % tenants, type, timeMs, session), timeMs }
  })
}

/** Names that were never there before, and sessions that never end: all of them within a minute of event time. */
export function* floodOfNames(tenants: number, sessions: number): Generator<LoadBatch> {
  const count = Math.max(tenants, sessions)
  yield* inBatches(count, (n) => {
    const timeMs = START_MS + Math.floor((n / count) * 60_000)
    const isSession = n < sessions
    const value = recordOf(n % tenants, isSession ? 'session_start' : 'view', timeMs, isSession ? n : null)
    return { value, timeMs }
  })
}

const recordOf = (tenant: number, type: string, timeMs: number, session: number | null): string => {
  const payload = session === null ? '' : `,"payload":{"session_id":"session_${session}"}`
  return `{"tenant_id":"tenant_${tenant}","event_type":"${type}","timestamp":${timeMs / 1_000}${payload}}`
}

function* inBatches(
  count: number,
  eventOf: (n: number) => { readonly value: string; readonly timeMs: number },
): Generator<LoadBatch> {
  for (let from = 0; from < count; from += IN_BATCH) {
    const events = Array.from({ length: Math.min(IN_BATCH, count - from) }, (_, i) => eventOf(from + i))
    yield { values: events.map(({ value }) => value), timeMs: events.at(-1)!.timeMs }
  }
}
