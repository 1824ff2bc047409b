import { EncodedCheckpoint } from '../../src/checkpoint/encode-checkpoint.ts'
import { type StateSnapshot, stateChanges } from '../../src/checkpoint/state-change.ts'
import { loadSessions, type SessionState, saveSessions } from '../../src/session/session-state.ts'
import { sessionStep } from '../../src/session/session-step.ts'
import { TenantTotals } from '../../src/session/tenant-totals.ts'
import { PaneStore } from '../../src/window/pane-store.ts'
import { eventAt, moment, started, tenantId } from '../support/events.ts'
import { heapBytes } from '../time/heap-bytes.ts'
import { TYPES } from './tenant-load.ts'

/** Bytes of the heap, names included, and what it takes to save all of it. */
export interface StateCost {
  readonly bytesACount: number
  readonly bytesASession: number
  readonly bytesATotal: number
  readonly whole: SavingCost
  /** Behind it, when a hundredth of the sessions ended and as many began, and a pane was counted. */
  readonly changes: SavingCost
}

export interface SavingCost {
  /** Within the turn of the barrier: reading stands still. */
  readonly takenDownMs: number
  /** Each piece in a turn of its own, while reading goes on. */
  readonly encodedMs: number
  readonly p99PieceMs: number
  readonly longestPieceMs: number
  readonly bytes: number
}

const SHAPE = { sizeMs: 10_000, stepMs: 2_000 }

/** What the state of so many tenants and open sessions takes, each tenant active with all types in one pane. */
export const stateCost = (tenants: number, sessions: number): StateCost => {
  const limits = { sessionTimeoutMs: 86_400_000, maxOpenSessions: sessions }
  const open = (state: SessionState, n: number) =>
    void sessionStep(state, moment(started(n, `tenant_${n % tenants}`, `session_${n}`), 0), limits)
  const panes = made(tenants * TYPES.length, () => activeIn(new PaneStore(SHAPE), 0, tenants))
  const state = made(sessions, () => {
    const all = loadSessions()
    for (let n = 0; n < sessions; n++) open(all, n)
    all.open.save('whole') // as behind a commit
    return all
  })
  const total = made(tenants, () => {
    const totals = new TenantTotals()
    for (let n = 0; n < tenants; n++) totals.add(tenantId(`tenant_${n}`), 1_000)
    totals.save('whole')
    return totals
  })
  const snapshot = (what: 'whole' | 'changes') => (): StateSnapshot => ({
    windows: panes.it.save(what),
    sessions: saveSessions(state.it, what),
  })
  const whole = savingCost(snapshot('whole'))
  panes.it.closeTo(2_000)
  activeIn(panes.it, 2_000, tenants)
  for (let n = 0; n < sessions / 100; n++) open(state.it, sessions + n) // each evicts one
  const changes = savingCost(snapshot('changes'))
  return { bytesACount: panes.bytes, bytesASession: state.bytes, bytesATotal: total.bytes, whole, changes }
}

const activeIn = (store: PaneStore, timeMs: number, tenants: number): PaneStore => {
  for (const type of TYPES)
    for (let n = 0; n < tenants; n++) store.add(eventAt(timeMs, { tenant: `tenant_${n}`, type }))
  return store
}

const made = <T>(count: number, make: () => T): { readonly it: T; readonly bytes: number } => {
  const before = heapBytes()
  const it = make()
  return { it, bytes: Math.round((heapBytes() - before) / Math.max(1, count)) }
}

const savingCost = (snapshot: () => StateSnapshot): SavingCost => {
  const pieces: number[] = []
  let lastMs = performance.now()
  const lap = () => {
    const tookMs = performance.now() - lastMs
    lastMs += tookMs
    return tookMs
  }
  const taken = snapshot()
  const takenDownMs = lap()
  const small = { clock: { streamTimeMs: 0, firstEventMs: 0 }, openPairs: 0, beginsMidway: false }
  const head = { partition: 0, sequence: 1, nextOffset: 0, parts: [], builtOn: [] }
  const state = { ...small, closedToMs: null, openFromMs: null }
  const encoded = new EncodedCheckpoint({ ...head, books: {} as never, state }, stateChanges(taken))
  for (const _ of encoded) pieces.push(lap())
  pieces.sort((one, other) => one - other)
  return {
    takenDownMs,
    encodedMs: pieces.reduce((sum, ms) => sum + ms, 0),
    p99PieceMs: pieces[Math.floor(pieces.length * 0.99)] ?? 0,
    longestPieceMs: pieces.at(-1) ?? 0,
    bytes: encoded.file('').bytes,
  }
}
