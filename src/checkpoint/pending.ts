import type { DeadLetter } from '../dead-letter/dead-letter.ts'
import type { SessionsAtBarrier } from '../session/pair-sessions.ts'
import type { CompletedSession, UnmatchedSession } from '../session/session-step.ts'
import type { Clock } from '../time/clock.ts'
import { addAhead, addLate, type GatheredClocks, gatheredClocks } from '../time/clock-report.ts'
import type { WindowsAtBarrier } from '../window/count-panes.ts'
import { addCount, type Counts } from '../window/counts.ts'
import type { WindowCount } from '../window/roll-windows.ts'
import type { WindowShape } from '../window/window-shape.ts'
import type { Output } from './output.ts'

/** All that came out of a partition since its last commit, and at its last barrier the state to save with it. */
export interface Pending {
  readonly windowCounts: WindowCount[]
  /** By window start: late pairs add up to one row a window, tenant and type (T6, T12). */
  readonly corrections: Map<number, Counts>
  readonly completed: CompletedSession[]
  readonly unmatched: UnmatchedSession[]
  readonly deadLetters: DeadLetter[]
  readonly clocks: GatheredClocks
  deadLetterBytes: number
  rows: number
  records: number
  latePairs: number
  nextOffset: number | null
  clock: Clock | null
  windows: WindowsAtBarrier | null
  sessions: SessionsAtBarrier | null
}

export const nothingPending = (): Pending => ({
  windowCounts: [],
  corrections: new Map(),
  completed: [],
  unmatched: [],
  deadLetters: [],
  clocks: gatheredClocks(),
  deadLetterBytes: 0,
  rows: 0,
  records: 0,
  latePairs: 0,
  nextOffset: null,
  clock: null,
  windows: null,
  sessions: null,
})

/** Puts one output where its commit will find it, in place. The list of kinds is closed: a new one does not compile here. */
export const addPending = (pending: Pending, output: Output, shape: WindowShape): void => {
  switch (output.kind) {
    case 'window-count':
      pending.windowCounts.push(output)
      pending.rows++
      return
    case 'late':
      for (let i = 0; i < output.windows; i++) {
        const windowStartMs = output.firstWindowMs + i * shape.stepMs
        const { tenant, type, timeMs } = output.event
        if (addCount(correctionsOf(pending, windowStartMs), tenant, type, 1, timeMs)) pending.rows++
      }
      pending.latePairs += output.windows
      addLate(pending.clocks, output.event.tenant, output.behindMs)
      return
    case 'completed-session':
      pending.completed.push(output)
      pending.rows++
      return
    case 'unmatched-session':
      pending.unmatched.push(output)
      pending.rows++
      return
    case 'dead-letter':
      pending.deadLetters.push(output)
      pending.deadLetterBytes += output.bytes
      return
    case 'ahead':
      addAhead(pending.clocks, output)
      return
    case 'windows-at-barrier':
      pending.windows = output
      return
    case 'sessions-at-barrier':
      pending.sessions = output
      return
    case 'barrier':
      pending.records += output.records
      pending.nextOffset = output.nextOffset ?? pending.nextOffset
      pending.clock = output.clock
      return
  }
}

/** Corrections have the rows of windows; they come out by window, tenant and type. */
export const correctionRows = ({ corrections }: Pending): WindowCount[] => {
  const rows: WindowCount[] = []
  for (const [windowStartMs, counts] of corrections)
    for (const [tenant, byType] of counts)
      for (const [type, { occurrences, lastEventMs }] of byType)
        rows.push({ kind: 'window-count', tenant, type, occurrences, windowStartMs, lastEventMs })
  return rows
}

const correctionsOf = ({ corrections }: Pending, windowStartMs: number): Counts => {
  const known = corrections.get(windowStartMs)
  if (known !== undefined) return known
  const counts: Counts = new Map()
  corrections.set(windowStartMs, counts)
  return counts
}
