import { type Doubt, doubtsOf } from './doubts.ts'
import { type Findings, isClosed, resultOf, type StoredCount, storedCounts } from './findings.ts'
import type { LogScan, SeenEvent } from './log-scan.ts'
import type { PublishedCount } from './published-counts.ts'
import { commitOf, type WindowState, windowState } from './window-state.ts'

/** What one partition has to say of the number. */
export interface PartitionAnswer {
  readonly partition: number
  readonly state: WindowState
  /** In the result row; in a window that is open: so far. */
  readonly counted: number
  /** In the corrections. */
  readonly late: number
  readonly results: readonly PublishedCount[]
  readonly corrections: readonly PublishedCount[]
  readonly events: readonly ExplainedEvent[]
  /** Events of the number that are not among `events`. */
  readonly notListed: number
  /** Behind the last record that the group has processed, and how many offsets the log has from there on. */
  readonly nextOffset: number | null
  readonly behind: number
  readonly doubts: readonly Doubt[]
}

/** `open`: counted in a window whose result is still to be written. */
export type Verdict = 'counted' | 'late' | 'open'

export interface ExplainedEvent extends Omit<SeenEvent, 'places'> {
  readonly verdict: Verdict
  /** The starts of the windows that hold it, by whether they had closed when it came (T5, T6). */
  readonly missed: readonly number[]
  readonly countedIn: readonly number[]
}

/** What a partition's scan has to know beforehand of what is stored. */
export const scanNeeds = ({ committed, published, question }: Findings) => {
  const stored = storedCounts(published)
  const { fromOffset, toOffset } = commitOf(resultOf(published, question), committed)
  return {
    occurrences: (windowMs: number) =>
      isClosed(committed, windowMs, question) ? stored(windowMs).result : Number.POSITIVE_INFINITY,
    watched: [fromOffset, toOffset],
  }
}

export const partitionAnswer = (findings: Findings, scan: LogScan): PartitionAnswer => {
  const { partition, committed, published, kept, question, graceMs } = findings
  const stored = storedCounts(published)
  const { result, correction } = stored(question.startMs)
  const ofNumber = published.filter(({ windowMs }) => windowMs === question.startMs)
  const seen = scan.seen(question.startMs)
  const isLost = result + correction > seen && isClosed(committed, question.startMs, question)
  const events = scan.events().map((event) => explainedEvent(event, findings, scan, stored))
  const state = windowState(
    committed,
    {
      closing: scan.closing,
      streamBefore: (offset) => scan.streamBefore(offset),
      // Which of the events that are left are the first ones, nobody knows where some are gone.
      lastCounted: isLost ? null : scan.lastCounted,
      firstLate: isLost ? null : scan.firstLate,
    },
    resultOf(published, question),
    question,
    graceMs,
  )
  const nextOffset = committed?.nextOffset ?? null
  return {
    partition,
    state,
    counted: state.kind === 'open' ? (committed?.openCount ?? 0) : result,
    late: correction,
    results: ofNumber.filter(({ dataSet }) => dataSet === 'rolling_window_results'),
    corrections: ofNumber.filter(({ dataSet }) => dataSet === 'late_window_corrections'),
    events,
    notListed: seen - events.length,
    nextOffset,
    behind: Math.max(0, kept.endOffset - (nextOffset ?? kept.startOffset)),
    doubts: doubtsOf(findings, state, seen),
  }
}

/**
 * The storage is the truth of what was counted: a window counts the first ones of its events until it closes, and misses all that come
 * behind. Where the log has removed events since, it was the first ones.
 */
const explainedEvent = (
  { offset, eventMs, recordMs, places }: SeenEvent,
  { committed, question }: Findings,
  scan: LogScan,
  stored: (windowMs: number) => StoredCount,
): ExplainedEvent => {
  const isLate = (windowMs: number, ordinal: number): boolean => {
    if (!isClosed(committed, windowMs, question)) return false
    const { result, correction } = stored(windowMs)
    const gone = Math.max(0, result + correction - scan.seen(windowMs))
    return ordinal + gone > result
  }
  const missed = places.filter(({ windowMs, ordinal }) => isLate(windowMs, ordinal)).map(({ windowMs }) => windowMs)
  const countedIn = places.map(({ windowMs }) => windowMs).filter((windowMs) => !missed.includes(windowMs))
  const verdict = missed.includes(question.startMs)
    ? 'late'
    : isClosed(committed, question.startMs, question)
      ? 'counted'
      : 'open'
  return { offset, eventMs, recordMs, verdict, missed, countedIn }
}
