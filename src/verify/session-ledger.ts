import type { SavedPartition } from '../checkpoint/saved-partition.ts'
import type { Tell } from './difference.ts'

export type Side = 'start' | 'end'

interface Entry {
  readonly side: Side
  readonly tenant: string
  readonly sessionId: string
  readonly timeMs: number
  logged: number
  stored: number
  offset: number
  path: string | null
}

/**
 * Weighs each session_start and session_end of the log against the storage: it is exactly one of a side of a completed session, an
 * unmatched row, still open or waiting in the checkpoint (S5).
 *
 * `settle` forgets what agrees, so that memory holds open sessions, what is being settled, and what is wrong.
 */
export class SessionLedger {
  /** Starts and ends of the log so far that name a session. */
  events = 0
  readonly #entries = new Map<string, Entry>()
  readonly #touched = new Set<string>()

  addEvent(type: string, tenant: string, sessionId: string | null, timeMs: number, offset: number): void {
    if (sessionId === null) return // S0
    if (type !== 'session_start' && type !== 'session_end') return
    const entry = this.#entry(type === 'session_start' ? 'start' : 'end', tenant, sessionId, timeMs)
    entry.logged++
    this.events++
    entry.offset = offset
  }

  addStored(side: Side, tenant: string, sessionId: string, timeMs: number, path: string): void {
    const entry = this.#entry(side, tenant, sessionId, timeMs)
    entry.stored++
    entry.path = path
    this.#touched.add(keyOf(side, tenant, sessionId, timeMs))
  }

  addOpen({ open, waiting }: SavedPartition['sessions'], path: string): void {
    for (const [tenant, sessionId, ms] of open) this.addStored('start', tenant, sessionId, ms, path)
    for (const [tenant, sessionId, ms] of waiting) this.addStored('end', tenant, sessionId, ms, path)
  }

  settle(): void {
    for (const key of this.#touched) {
      const entry = this.#entries.get(key)
      if (entry !== undefined && entry.logged === entry.stored) this.#entries.delete(key)
    }
    this.#touched.clear()
  }

  /** Tells what does not agree; where the log has lost events of up to `lostToMs`, the storage may have more. Returns how many it has. */
  close(partition: number, lostToMs: number | null, tell: Tell): number {
    this.settle()
    let oneSided = 0
    for (const { side, tenant, sessionId, timeMs, logged, stored, offset, path } of this.#entries.values()) {
      if (logged === stored) continue
      if (lostToMs !== null && timeMs <= lostToMs && stored >= logged) oneSided++
      else
        tell({
          partition,
          what: `session ${side}`,
          tenant,
          name: sessionId,
          timeMs,
          expected: String(logged),
          found: String(stored),
          where: path ?? `log offset ${offset}`,
        })
    }
    return oneSided
  }

  #entry(side: Side, tenant: string, sessionId: string, timeMs: number): Entry {
    const key = keyOf(side, tenant, sessionId, timeMs)
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { side, tenant, sessionId, timeMs, logged: 0, stored: 0, offset: -1, path: null }
      this.#entries.set(key, entry)
    }
    return entry
  }
}

const keyOf = (side: Side, tenant: string, sessionId: string, timeMs: number): string =>
  `${side} ${timeMs} ${tenant.length}:${tenant}${sessionId}`
