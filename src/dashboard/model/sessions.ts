import type { DurationsView, SessionsView } from '../../live/status-view.ts'
import type { Outcome } from '../../session/session-step.ts'
import { count } from './numbers.ts'
import { quantile } from './quantile.ts'
import { numberCell, type Row, wordsCell } from './row.ts'
import { setSpanText, span } from './spans.ts'
import { type Values, words } from './value.ts'

export const sessions = ({ open, waitingEnds, completed, unmatched, durations }: SessionsView): Values => {
  const timed = durations.counts.reduce((sum, n) => sum + n, 0)
  return {
    open: count(open),
    'waiting-ends': count(waitingEnds),
    completed: count(completed),
    unmatched: count(Object.values(unmatched).reduce((sum, n) => sum + n, 0)),
    median: quantile(durations, 0.5),
    p95: quantile(durations, 0.95),
    mean: span(timed === 0 ? null : (durations.sumSeconds / timed) * 1000),
  }
}

const MEANINGS: Readonly<Record<Outcome, string>> = {
  orphan_end: 'an end whose start did not come in time',
  duplicate_start: 'a second start while the session was open',
  duplicate_end: 'a second end while one waited for its start',
  ends_before_start: 'an end earlier than its start',
  timed_out: 'open for longer than the session timeout',
  evicted: 'the earliest of too many open sessions',
}

/** Unmatched sessions by outcome, the most first. */
export const outcomeRows = ({ unmatched }: SessionsView): readonly Row[] =>
  (Object.entries(unmatched) as [Outcome, number][])
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, n]) => ({
      key: outcome,
      cells: [
        wordsCell('outcome', words(outcome)),
        numberCell('sessions', count(n)),
        wordsCell('meaning', words(MEANINGS[outcome] ?? '')),
      ],
    }))

export interface DurationBar {
  readonly label: string
  readonly sessions: number
  /** Of the longest bar, 0 to 1. */
  readonly length: number
}

/** From the shortest bucket that has a session to the longest: what has nothing on both sides is left out. */
export const durationBars = ({ boundsSeconds, counts }: DurationsView): readonly DurationBar[] => {
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  if (most === 0) return []
  const first = counts.findIndex((n) => n > 0)
  const last = counts.findLastIndex((n) => n > 0)
  return counts.slice(first, last + 1).map((n, i) => ({
    label: barLabel(boundsSeconds, first + i),
    sessions: n,
    length: n / most,
  }))
}

const barLabel = (bounds: readonly number[], i: number): string => {
  const upper = bounds[i]
  const text = (seconds: number) => setSpanText(seconds * 1000)
  return upper === undefined ? `over ${text(bounds[i - 1] ?? 0)}` : `to ${text(upper)}`
}
