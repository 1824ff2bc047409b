import type { Output } from '../../src/checkpoint/output.ts'
import { addPending, nothingPending, type Pending } from '../../src/checkpoint/pending.ts'
import type { Position } from '../../src/checkpoint/position.ts'
import type { DeadLetter } from '../../src/dead-letter/dead-letter.ts'
import type { Event } from '../../src/event/event.ts'
import type { Reason } from '../../src/event/reason.ts'
import type { SessionsAtBarrier } from '../../src/session/pair-sessions.ts'
import type { TimedBarrier } from '../../src/time/track-watermark.ts'
import type { Late, WindowsAtBarrier } from '../../src/window/count-panes.ts'
import type { WindowShape } from '../../src/window/window-shape.ts'
import { release } from './events.ts'

export const SHAPE: WindowShape = { sizeMs: 10_000, stepMs: 2_000 }

/** Where a partition 0 stands that has committed nothing. */
export const START: Position = {
  partition: 0,
  sequence: 0,
  nextOffset: 0,
  openPairs: 0,
  unpaired: 0,
  beginsMidway: false,
  beganAtOffset: 0,
  isFixed: true,
  streamTimeMs: null,
  checkpoints: [],
  counted: { events: 0, heldPairs: 0, sessionEvents: 0 },
}

/** An event that missed `windows` of its windows, from the one that starts at `firstWindowMs` on; 3 s behind, unless said. */
export const late = (event: Event, firstWindowMs: number, windows: number, behindMs = 3_000): Late => ({
  kind: 'late',
  event,
  behindMs,
  firstWindowMs,
  windows,
})

export const deadLetter = (bytes: number, reason: Reason = 'bad_json', tenant: string | null = null): DeadLetter => ({
  kind: 'dead-letter',
  reason,
  tenant,
  record: { partition: 0, key: null, value: Buffer.alloc(bytes), headers: [], timestampMs: 0 },
  bytes,
})

export const windowsAt = (events: number, heldPairs = 5 * events, openPairs = 0): WindowsAtBarrier => ({
  kind: 'windows-at-barrier',
  events,
  heldPairs,
  save: () => ({ closedToMs: null, openFromMs: null, openPairs, layers: [] }),
  open: () => ({ windows: 0, pairs: openPairs, fromMs: null, layers: [] }),
})

export const sessionsAt = (events: number): SessionsAtBarrier => ({
  kind: 'sessions-at-barrier',
  events,
  save: () => ({ open: { added: [], gone: [] }, waiting: { added: [], gone: [] }, totals: [], unpaired: 0 }),
  open: () => ({ sessions: 0, waitingEnds: 0 }),
})

/** The barrier behind a batch, as it comes out of a partition. */
export const batchEnd = (nextOffset: number, records: number, onRelease = release): TimedBarrier => ({
  kind: 'barrier',
  cause: 'batch',
  nextOffset,
  records,
  appendedMs: null,
  clock: { streamTimeMs: 1_000, firstEventMs: 500 },
  release: onRelease,
})

export const pendingOf = (...outputs: readonly Output[]): Pending => {
  const pending = nothingPending()
  for (const output of outputs) addPending(pending, output, SHAPE)
  return pending
}
