import type { SessionId, TenantId } from '../event/event.ts'
import { type TenantTotal, TenantTotals } from './tenant-totals.ts'
import { type IndexChanges, TimeIndex } from './time-index.ts'

/** What a partition remembers of sessions: one entry an open session, one a waiting end, one a tenant that completed any. */
export interface SessionState {
  /** By their start. */
  readonly open: TimeIndex
  /** Ends whose start has not come, by their time (S2). */
  readonly waiting: TimeIndex
  readonly totals: TenantTotals
  /** Starts and ends with a session id that were seen since this state was loaded (S5). */
  events: number
}

/** What has to be saved of the sessions: all of it, or what is new since the saving before. It does not change any more. */
export interface SessionsSnapshot {
  readonly open: IndexChanges
  readonly waiting: IndexChanges
  readonly totals: readonly TenantTotal[]
  /** Starts and ends whose partner has not come. */
  readonly unpaired: number
}

export type SavedEntry = readonly [tenant: TenantId, sessionId: SessionId, ms: number]
export type SavedTotal = readonly [tenant: TenantId, sessions: number, totalMs: number]

/** The state as JSON can hold it. */
export interface SavedSessions {
  readonly open: readonly SavedEntry[]
  readonly waiting: readonly SavedEntry[]
  readonly totals: readonly SavedTotal[]
}

/** Takes time by what it gives: all, or what is new since it was called last. */
export const saveSessions = ({ open, waiting, totals }: SessionState, what: 'whole' | 'changes'): SessionsSnapshot => ({
  open: open.save(what),
  waiting: waiting.save(what),
  totals: totals.save(what),
  unpaired: open.size + waiting.size,
})

/** What was saved counts as saved: the next changes are those behind it. */
export const loadSessions = (saved?: SavedSessions): SessionState => ({
  open: loadIndex(saved?.open),
  waiting: loadIndex(saved?.waiting),
  totals: new TenantTotals(saved?.totals),
  events: 0,
})

/** Starts and ends whose partner has not come. */
export const unpairedIn = ({ open, waiting }: SavedSessions): number => open.length + waiting.length

const loadIndex = (saved: readonly SavedEntry[] = []): TimeIndex => {
  const index = new TimeIndex()
  for (const [tenant, sessionId, ms] of saved) index.add({ tenant, sessionId }, ms)
  index.save('changes')
  return index
}
