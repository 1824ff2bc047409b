import type { SessionId, TenantId } from '../event/event.ts'
import { TimeIndex } from './time-index.ts'

export interface SessionName {
  readonly tenant: TenantId
  readonly sessionId: SessionId
}

/** The tenant's completed sessions so far; the sum is exact, being whole ms below 2^53. */
export interface TenantTotal {
  sessions: number
  totalMs: number
}

/** What a partition remembers of sessions: one entry an open session, one a waiting end, one a tenant that completed any. */
export interface SessionState {
  /** By their start. */
  readonly open: TimeIndex<SessionName>
  /** Ends whose start has not come, by their time (S2). */
  readonly waiting: TimeIndex<SessionName>
  readonly totals: Map<TenantId, TenantTotal>
  /** Starts and ends with a session id that were seen since this state was loaded (S5). */
  events: number
}

type SavedEntry = readonly [tenant: TenantId, sessionId: SessionId, ms: number]

/** The same as JSON can hold it. */
export interface SavedSessions {
  readonly open: readonly SavedEntry[]
  readonly waiting: readonly SavedEntry[]
  readonly totals: readonly (readonly [tenant: TenantId, sessions: number, totalMs: number])[]
}

/** Tenant and session id in one key. The length in front keeps ('a', 'bc') and ('ab', 'c') apart, whatever they contain. */
export const sessionKey = ({ tenant, sessionId }: SessionName): string => `${tenant.length}:${tenant}${sessionId}`

export const saveSessions = ({ open, waiting, totals }: SessionState): SavedSessions => ({
  open: saveIndex(open),
  waiting: saveIndex(waiting),
  totals: [...totals].map(([tenant, { sessions, totalMs }]) => [tenant, sessions, totalMs]),
})

export const loadSessions = (saved?: SavedSessions): SessionState => ({
  open: loadIndex(saved?.open),
  waiting: loadIndex(saved?.waiting),
  totals: new Map(saved?.totals.map(([tenant, sessions, totalMs]) => [tenant, { sessions, totalMs }])),
  events: 0,
})

/** Starts and ends whose partner has not come. */
export const unpairedIn = ({ open, waiting }: SavedSessions): number => open.length + waiting.length

const saveIndex = (index: TimeIndex<SessionName>): SavedEntry[] =>
  Array.from(index.values(), ({ ms, value: { tenant, sessionId } }) => [tenant, sessionId, ms])

const loadIndex = (saved: readonly SavedEntry[] = []): TimeIndex<SessionName> => {
  const index = new TimeIndex<SessionName>()
  for (const [tenant, sessionId, ms] of saved) index.add(sessionKey({ tenant, sessionId }), ms, { tenant, sessionId })
  return index
}
