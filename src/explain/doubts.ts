import type { Findings } from './findings.ts'
import type { WindowState } from './window-state.ts'

/** What a reader of the answer has to know before trusting it. A closed list. */
export type Doubt =
  /** Part of the window lies before what the group has read (`complete` is false). */
  | { readonly kind: 'incomplete'; readonly firstEventMs: number | null }
  /** The log has removed its records below this offset, and with them some that were counted. */
  | { readonly kind: 'removed'; readonly startOffset: number; readonly events: number }
  /** The log and the storage do not tell the same number. */
  | { readonly kind: 'differs'; readonly inLog: number; readonly inStorage: number }
  /** More than one result of one window, or a result of a window that is open. */
  | { readonly kind: 'results'; readonly results: number }

export const doubtsOf = (
  { committed, published, kept, question }: Findings,
  state: WindowState,
  seen: number,
): readonly Doubt[] => {
  if (committed === null) return []
  const isOpen = state.kind === 'open'
  const ofNumber = published.filter(({ windowMs }) => windowMs === question.startMs)
  const results = ofNumber.filter(({ dataSet }) => dataSet === 'rolling_window_results')
  const stored = ofNumber.reduce((sum, { occurrences }) => sum + occurrences, isOpen ? committed.openCount : 0)
  const doubts: Doubt[] = []
  if (isIncomplete(committed, results, question.startMs))
    doubts.push({ kind: 'incomplete', firstEventMs: committed.firstEventMs })
  if (stored > seen && kept.startOffset > 0)
    doubts.push({ kind: 'removed', startOffset: kept.startOffset, events: stored - seen })
  else if (stored !== seen) doubts.push({ kind: 'differs', inLog: seen, inStorage: stored })
  if (results.length > (isOpen ? 0 : 1)) doubts.push({ kind: 'results', results: results.length })
  return doubts
}

/** A result says so itself; without one, it is what the next one would say. */
const isIncomplete = (
  { beginsMidway, firstEventMs }: NonNullable<Findings['committed']>,
  results: Findings['published'],
  startMs: number,
): boolean =>
  results.length > 0
    ? results.some(({ complete }) => !complete)
    : beginsMidway && (firstEventMs === null || startMs < firstEventMs)
