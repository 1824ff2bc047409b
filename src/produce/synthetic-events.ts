import { SESSION_END, SESSION_START } from '../event/event.ts'
import { invalidValue } from './invalid-values.ts'
import { type Random, seededRandom } from './random.ts'
import { SyntheticSessions } from './synthetic-sessions.ts'

export interface SyntheticOptions {
  readonly seed: number
  /** Time of the first event, unix milliseconds. */
  readonly startMs: number
  /** Events a second, in event time; 0: one a millisecond. */
  readonly rate: number
  /** `tenant_1` to `tenant_N`, the first ones the busiest. */
  readonly tenants: number
  /** Share of the records that are no events (invalid-values.ts), 0 to 1. */
  readonly invalidShare: number
  /** Share of the records that are events whose time lies 3 to 60 s before their turn, 0 to 1. */
  readonly lateShare: number
  /** How many; null: without end. */
  readonly count: number | null
}

const LATE_FROM_MS = 3_000
const LATE_TO_MS = 60_000
const START_SHARE = 0.1
const SESSIONLESS_SHARE = 0.15
const PAGES = ['/', '/pricing', '/search', '/cart', '/checkout', '/docs/start', '/products/17', '/products/42']
const ERROR_STATUSES = [404, 409, 429, 500, 503]

/**
 * Values of records with made-up events: clicks, views and errors, many inside sessions that begin and end, some late, some
 * invalid. The n-th has the time start + n / rate.
 *
 * Pure: the same options give the same bytes. Sessions start and end on time, so every one of them can be paired; only clicks,
 * views and errors are late. Keeps at most 10,000 open sessions.
 */
export function* syntheticEvents(options: SyntheticOptions): Generator<Buffer> {
  const { seed, startMs, tenants, invalidShare, lateShare } = options
  const stepMs = options.rate === 0 ? 1 : 1000 / options.rate
  const count = options.count ?? Number.POSITIVE_INFINITY
  const random = seededRandom(seed)
  const sessions = new SyntheticSessions(random, stepMs, `${seed.toString(36)}-${startMs.toString(36)}`)
  for (let n = 0; n < count; n++) {
    const timeMs = startMs + Math.floor(n * stepMs)
    const draw = random.unit()
    if (draw < invalidShare) yield invalidValue(random, timeMs)
    else if (draw < invalidShare + lateShare) yield late(random, sessions, tenants, timeMs)
    else yield onTime(random, sessions, tenants, timeMs)
  }
}

/** The next event of a user who is there now: a start, an end, or something between. */
const onTime = (random: Random, sessions: SyntheticSessions, tenants: number, timeMs: number): Buffer => {
  const draw = random.unit()
  if (sessions.openCount === 0 || (draw < START_SHARE && !sessions.isFull)) {
    const { tenant, id } = sessions.begin(tenantName(random, tenants), timeMs)
    return sessionEvent(tenant, SESSION_START, timeMs, id)
  }
  if (draw < START_SHARE + SESSIONLESS_SHARE) return activity(random, tenantName(random, tenants), timeMs, null)
  const { session, ends } = sessions.pick(timeMs)
  return ends
    ? sessionEvent(session.tenant, SESSION_END, timeMs, session.id)
    : activity(random, session.tenant, timeMs, session.id)
}

const late = (random: Random, sessions: SyntheticSessions, tenants: number, turnMs: number): Buffer => {
  const timeMs = Math.max(0, turnMs - LATE_FROM_MS - random.below(LATE_TO_MS - LATE_FROM_MS + 1))
  const session = sessions.peek()
  return activity(random, session?.tenant ?? tenantName(random, tenants), timeMs, session?.id ?? null)
}

/** The lower its number the busier a tenant, gently: of three, they have 48, 28 and 24 in a hundred. */
const tenantName = (random: Random, tenants: number): string => {
  const unit = random.unit()
  // Math.sqrt is exact everywhere; `unit ** 1.5` may differ in its last bit from one Node to the next.
  return `tenant_${Math.floor(tenants * unit * Math.sqrt(unit)) + 1}`
}

const activity = (random: Random, tenant: string, timeMs: number, sessionId: string | null): Buffer => {
  const draw = random.unit()
  const session = sessionId === null ? '' : `"session_id":"${sessionId}",`
  const page = PAGES[random.below(PAGES.length)]
  if (draw < 0.08) {
    const status = ERROR_STATUSES[random.below(ERROR_STATUSES.length)]
    return json(tenant, 'error', timeMs, `${session}"page":"${page}","status":${status}`)
  }
  if (draw < 0.4) return json(tenant, 'click', timeMs, `${session}"page":"${page}","x":${random.below(1920)}`)
  return json(tenant, 'view', timeMs, `${session}"page":"${page}","load_ms":${20 + random.below(900)}`)
}

const sessionEvent = (tenant: string, type: string, timeMs: number, sessionId: string): Buffer =>
  json(tenant, type, timeMs, `"session_id":"${sessionId}"`)

// By hand: every part is plain ASCII without quotes, and JSON.stringify takes twice as long.
const json = (tenant: string, type: string, timeMs: number, payload: string): Buffer =>
  Buffer.from(
    `{"tenant_id":"${tenant}","event_type":"${type}","timestamp":${timeMs / 1000},"payload":{${payload}}}`,
    'latin1',
  )
