import { expect } from 'vitest'
import { RebuiltState } from '../../src/checkpoint/rebuilt-state.ts'
import { type StateChange, type StateSnapshot, stateChanges } from '../../src/checkpoint/state-change.ts'
import type { SessionsAtBarrier } from '../../src/session/pair-sessions.ts'
import type { SavedSessions, SessionsSnapshot } from '../../src/session/session-state.ts'
import type { WindowsAtBarrier } from '../../src/window/count-panes.ts'
import { addSaved, type Counts, saveCounts } from '../../src/window/counts.ts'
import { PaneStore, type WindowsSnapshot } from '../../src/window/pane-store.ts'
import type { SavedWindows } from '../../src/window/saved-windows.ts'
import type { WindowShape } from '../../src/window/window-shape.ts'

const NO_WINDOWS: WindowsSnapshot = { closedToMs: null, openFromMs: null, openPairs: 0, layers: [] }
const NO_INDEX = { added: [], gone: [] }
const NO_SESSIONS: SessionsSnapshot = { open: NO_INDEX, waiting: NO_INDEX, totals: [], unpaired: 0 }

/** The changes of a snapshot after JSON, as a checkpoint holds them. */
const changesOf = (snapshot: Partial<StateSnapshot>): StateChange[] =>
  JSON.parse(JSON.stringify([...stateChanges({ windows: NO_WINDOWS, sessions: NO_SESSIONS, ...snapshot })]))

/** What a whole saving is put together to, a pane in one piece. */
export const savedWindows = (windows: WindowsSnapshot): SavedWindows => {
  const state = new RebuiltState()
  for (const change of changesOf({ windows })) state.apply(change)
  return { closedToMs: windows.closedToMs, panes: inOnePiece(state.windows(windows).panes) }
}

const inOnePiece = (panes: SavedWindows['panes']): SavedWindows['panes'] => {
  const counts = new Map<number, Counts>()
  for (const [startMs, saved] of panes) {
    counts.set(startMs, counts.get(startMs) ?? new Map())
    addSaved(counts.get(startMs)!, saved)
  }
  return [...counts].map(([startMs, merged]) => [startMs, [...saveCounts(merged, Number.POSITIVE_INFINITY)].flat()])
}

export const savedSessions = (sessions: SessionsSnapshot): SavedSessions => {
  const state = new RebuiltState()
  for (const change of changesOf({ sessions })) state.apply(change)
  return state.sessions()
}

/**
 * Saves what changed at each barrier, as commits do, and puts together what it adds up to. It has to be the whole state, which is
 * saved too and has to come to the same.
 */
export class SavedOverTime {
  readonly #state = new RebuiltState()

  constructor(restored: {
    readonly windows?: SavedWindows | undefined
    readonly sessions?: SavedSessions | undefined
  }) {
    for (const [startMs, counts] of restored.windows?.panes ?? []) this.#state.apply(['pane', startMs, counts])
    const { open = [], waiting = [], totals = [] } = restored.sessions ?? {}
    for (const change of [
      ['opened', open],
      ['waiting', waiting],
      ['totals', totals],
    ] as const)
      this.#state.apply(change)
  }

  windows({ save }: WindowsAtBarrier, shape: WindowShape): SavedWindows {
    const changes = save('changes')
    for (const change of changesOf({ windows: changes })) this.#state.apply(change)
    const whole = savedWindows(save('whole'))
    const sum = this.#state.windows(changes)
    expect(sorted(savedWindows(new PaneStore(shape, sum).save('whole')))).toEqual(sorted(whole))
    return JSON.parse(JSON.stringify(sum))
  }

  sessions({ save }: SessionsAtBarrier): SavedSessions {
    for (const change of changesOf({ sessions: save('changes') })) this.#state.apply(change)
    const [whole, sum] = [savedSessions(save('whole')), this.#state.sessions()]
    for (const name of ['open', 'waiting', 'totals'] as const) expect(inOrder(sum[name])).toEqual(inOrder(whole[name]))
    return JSON.parse(JSON.stringify(sum))
  }
}

const inOrder = (entries: readonly unknown[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort()

/** Which tenant and type came first does not matter. */
const sorted = ({ closedToMs, panes }: SavedWindows) => ({
  closedToMs,
  panes: panes
    .flatMap(([startMs, counts]) =>
      counts.flatMap(([tenant, byType]) => byType.map((count) => JSON.stringify([startMs, tenant, count]))),
    )
    .sort(),
})
