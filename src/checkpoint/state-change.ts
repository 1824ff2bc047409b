import type { SessionId, TenantId } from '../event/event.ts'
import type { SavedEntry, SavedTotal, SessionsSnapshot } from '../session/session-state.ts'
import type { IndexChanges } from '../session/time-index.ts'
import type { PaneLayer } from '../window/collecting-panes.ts'
import { type SavedCounts, saveCounts } from '../window/counts.ts'
import type { WindowsSnapshot } from '../window/pane-store.ts'
import { BooksError } from './books.ts'

type SavedName = readonly [tenant: TenantId, sessionId: SessionId]

/** A piece of the state, or of what changed of it, as a line of a checkpoint holds it. To be applied in the order of the lines. */
export type StateChange =
  /** Counts to be added to those of the pane that are there. */
  | readonly ['pane', startMs: number, counts: SavedCounts]
  /** Sessions that are not open any more, or were opened. */
  | readonly ['closed', names: readonly SavedName[]]
  | readonly ['opened', entries: readonly SavedEntry[]]
  /** Ends that do not wait any more, or begin to. */
  | readonly ['met', names: readonly SavedName[]]
  | readonly ['waiting', entries: readonly SavedEntry[]]
  /** Instead of those that the tenants had. */
  | readonly ['totals', totals: readonly SavedTotal[]]

/** What is saved at a barrier: all of the state, or what is new since the commit before. Nothing that comes later changes it. */
export interface StateSnapshot {
  readonly windows: WindowsSnapshot
  readonly sessions: SessionsSnapshot
}

/** Counts or entries in one piece: so many are encoded in some milliseconds, and nothing else runs meanwhile. */
const PIECE = 10_000

/**
 * The snapshot in pieces, each made when it is its turn.
 * @throws BooksError where a pane's counts do not add up to the number of events that it took (T8).
 */
export function* stateChanges({ windows, sessions }: StateSnapshot): Generator<StateChange> {
  for (const layer of windows.layers) yield* paneChanges(layer)
  yield* indexChanges('closed', 'opened', sessions.open)
  yield* indexChanges('met', 'waiting', sessions.waiting)
  for (const totals of inPieces(sessions.totals))
    yield ['totals', totals.map(({ tenant, sessions, totalMs }) => [tenant, sessions, totalMs] as const)]
}

function* paneChanges({ startMs, counts, occurrences }: PaneLayer): Generator<StateChange> {
  let written = 0
  for (const piece of saveCounts(counts, PIECE)) {
    for (const [, byType] of piece) for (const [, ofType] of byType) written += ofType
    yield ['pane', startMs, piece]
  }
  if (written !== occurrences)
    throw new BooksError(`the pane at ${startMs} took ${occurrences} events, but its counts add up to ${written}`)
}

function* indexChanges(
  gone: 'closed' | 'met',
  added: 'opened' | 'waiting',
  changes: IndexChanges,
): Generator<StateChange> {
  for (const piece of inPieces(changes.gone))
    yield [gone, piece.map(({ tenant, sessionId }) => [tenant, sessionId] as const)]
  for (const piece of inPieces(changes.added))
    yield [added, piece.map(({ tenant, sessionId, ms }) => [tenant, sessionId, ms] as const)]
}

function* inPieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += PIECE) yield all.slice(i, i + PIECE)
}
