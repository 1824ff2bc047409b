import type { SessionName } from '../session/name-map.ts'
import type { SavedEntry, SavedSessions } from '../session/session-state.ts'
import type { SavedWindows } from '../window/saved-windows.ts'
import type { SmallState } from './checkpoint.ts'
import type { StateChange } from './state-change.ts'

/** The state that the changes of one checkpoint after the other add up to. Keeps the state. */
export class RebuiltState {
  readonly #panes: SavedWindows['panes'][number][] = []
  readonly #open = new Map<string, SavedEntry>()
  readonly #waiting = new Map<string, SavedEntry>()
  readonly #totals = new Map<string, SavedSessions['totals'][number]>()

  apply(change: StateChange): void {
    switch (change[0]) {
      case 'pane':
        this.#panes.push([change[1], change[2]])
        return
      case 'closed':
        removeAll(this.#open, change[1])
        return
      case 'opened':
        addAll(this.#open, change[1])
        return
      case 'met':
        removeAll(this.#waiting, change[1])
        return
      case 'waiting':
        addAll(this.#waiting, change[1])
        return
      case 'totals':
        for (const total of change[1]) this.#totals.set(total[0], total)
        return
    }
  }

  windows({ closedToMs, openFromMs }: Pick<SmallState, 'closedToMs' | 'openFromMs'>): SavedWindows {
    return { closedToMs, panes: this.#panes.filter(([startMs]) => openFromMs === null || startMs >= openFromMs) }
  }

  sessions(): SavedSessions {
    return {
      open: [...this.#open.values()],
      waiting: [...this.#waiting.values()],
      totals: [...this.#totals.values()],
    }
  }
}

type Names = readonly (readonly [SessionName['tenant'], SessionName['sessionId'], ...unknown[]])[]

const addAll = (index: Map<string, SavedEntry>, entries: readonly SavedEntry[]): void => {
  for (const entry of entries) index.set(sessionKey({ tenant: entry[0], sessionId: entry[1] }), entry)
}

const removeAll = (index: Map<string, SavedEntry>, names: Names): void => {
  for (const [tenant, sessionId] of names) index.delete(sessionKey({ tenant, sessionId }))
}

/** Tenant and session id in one key. The length in front keeps ('a', 'bc') and ('ab', 'c') apart, whatever they contain. */
export const sessionKey = ({ tenant, sessionId }: SessionName): string => `${tenant.length}:${tenant}${sessionId}`
