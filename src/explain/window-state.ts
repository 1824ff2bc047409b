import type { CommittedPartition } from './committed-partition.ts'
import type { ClosingRecord, LogScan, TimedOffset } from './log-scan.ts'
import type { PublishedCount } from './published-counts.ts'
import type { Question } from './question.ts'

/** Why a window is open, or what closed it. */
export type WindowState =
  /** The group has committed nothing of this partition. */
  | { readonly kind: 'unread' }
  | OpenWindow
  | { readonly kind: 'closed-by-record'; readonly record: ClosingRecord }
  | ClosedOtherwise

export interface OpenWindow {
  readonly kind: 'open'
  /** null before the first event. */
  readonly streamMs: number | null
  readonly watermarkMs: number | null
  /** How much event time is missing until it closes; null before the first event. Not above 0 where the grace is longer than was said. */
  readonly missingMs: number | null
}

/** The log's own events do not close it where the storage says that it was closed. */
export interface ClosedOtherwise {
  readonly kind: 'closed-otherwise'
  /** It was closed behind the records below `fromOffset` at the earliest, and before the record at `toOffset` at the latest. */
  readonly fromOffset: number
  readonly toOffset: number
  /** T9; false where the partition's clock has not come that far to this day. */
  readonly byIdleTime: boolean
  /** T10; false where it was closed later than this grace would have it, or in the middle of a commit. */
  readonly byUntilEnd: boolean
  /** Where this grace would have it closed; null where no record so far does that. */
  readonly closingOffset: number | null
  /** With a grace above `aboveMs` and up to `upToMs` the log's own events would close it there; null where none does that. */
  readonly byGrace: { readonly aboveMs: number; readonly upToMs: number } | null
}

/** What of the log has to do with the closing. */
export type ScannedClock = Pick<LogScan, 'closing' | 'streamBefore'> & {
  /** The last event that the result counts and the first that it does not; null where there is none, or nobody knows. */
  readonly lastCounted: TimedOffset | null
  readonly firstLate: TimedOffset | null
}

/** The offsets [fromOffset, toOffset) of the commit that wrote the result; without a result, of all commits so far. */
export const commitOf = (result: PublishedCount | null, committed: Pick<CommittedPartition, 'nextOffset'> | null) => ({
  fromOffset: result?.fromOffset ?? 0,
  toOffset: result?.toOffset ?? committed?.nextOffset ?? 0,
})

/**
 * Whether the window is closed is what the last commit says; by what, is found by holding the log's own clock against the storage: a window
 * is closed behind the last event that its result counts, before the first one that came late, and within the commit that wrote the result.
 */
export const windowState = (
  committed: CommittedPartition | null,
  scan: ScannedClock,
  result: PublishedCount | null,
  { endMs }: Pick<Question, 'endMs'>,
  graceMs: number,
): WindowState => {
  if (committed === null) return { kind: 'unread' }
  if (committed.closedToMs < endMs) return openWindow(committed, endMs, graceMs)

  const { closing, lastCounted, firstLate } = scan
  const commit = commitOf(result, committed)
  const fromOffset = Math.max(commit.fromOffset, lastCounted === null ? 0 : lastCounted.offset + 1)
  const toOffset = Math.min(commit.toOffset, firstLate?.offset ?? Number.POSITIVE_INFINITY)
  if (closing !== null && closing.offset >= fromOffset && closing.offset < toOffset)
    return { kind: 'closed-by-record', record: closing }

  const isTooEarly = closing !== null && closing.offset < fromOffset
  const clockIsThere = committed.streamMs !== null && committed.streamMs - graceMs >= endMs
  const streamBeforeMs = Math.max(
    scan.streamBefore(commit.fromOffset),
    lastCounted?.streamMs ?? Number.NEGATIVE_INFINITY,
  )
  const streamBehindMs = Math.min(scan.streamBefore(commit.toOffset), firstLate?.streamMs ?? Number.POSITIVE_INFINITY)
  return {
    kind: 'closed-otherwise',
    fromOffset,
    toOffset,
    byIdleTime: !isTooEarly && clockIsThere,
    byUntilEnd: !isTooEarly && (result === null || toOffset === commit.toOffset),
    closingOffset: closing?.offset ?? null,
    byGrace: graceBetween(streamBeforeMs - endMs, streamBehindMs - endMs),
  }
}

const openWindow = ({ streamMs }: CommittedPartition, endMs: number, graceMs: number): OpenWindow => ({
  kind: 'open',
  streamMs,
  watermarkMs: streamMs === null ? null : streamMs - graceMs,
  missingMs: streamMs === null ? null : endMs - (streamMs - graceMs),
})

const graceBetween = (aboveMs: number, upToMs: number): ClosedOtherwise['byGrace'] =>
  upToMs >= 0 && aboveMs < upToMs ? { aboveMs, upToMs } : null
