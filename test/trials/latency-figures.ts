import type { SeenWindow } from './watched-pipeline.ts'
import type { WindowClose } from './window-closes.ts'

/** A commit that is published: all of its parts have their final names. */
export interface PublishedCommit {
  readonly partition: number
  /** Behind its last record. */
  readonly toOffset: number
  readonly atMs: number
  /** From its barrier. */
  readonly tookMs: number
}

/** Some times in ms, none where there were none. */
export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface LatencyFigures {
  /** From the append of the record that closed a window until a subscriber had its last row. */
  readonly visible: Spread | null
  /** The same, of windows in whose time no partition had a commit under way: what the commits have to do with the tail. */
  readonly visibleBetweenCommits: Spread | null
  /**
   * The same from the moment in event time that closes it, its end + grace: with what the producer and the log took. Not of windows that
   * were over before the first record, which late events open.
   */
  readonly fromEventTime: Spread | null
  /** From that append until the window's part had its final name. */
  readonly published: Spread | null
  /** Windows that no record closed but idle time (T9), and are in no figure. */
  readonly closedByIdleTime: number
}

export interface Observed {
  readonly seen: readonly SeenWindow[]
  readonly closes: readonly WindowClose[]
  readonly commits: readonly PublishedCommit[]
  readonly windowSizeMs: number
  readonly graceMs: number
  /** When the first record came, unix ms. */
  readonly fromMs: number
}

export const latencyFigures = ({ seen, closes, commits, windowSizeMs, graceMs, fromMs }: Observed): LatencyFigures => {
  const closeOf = new Map(closes.map((close) => [`${close.partition} ${close.windowEndMs}`, close]))
  const visible: number[] = []
  const betweenCommits: number[] = []
  const fromEventTime: number[] = []
  const published: number[] = []
  let closedByIdleTime = 0
  for (const { partition, windowStartMs, seenAtMs } of seen) {
    const windowEndMs = windowStartMs + windowSizeMs
    const close = closeOf.get(`${partition} ${windowEndMs}`)
    if (close === undefined || seenAtMs < close.appendedAtMs) {
      closedByIdleTime++
      continue
    }
    visible.push(seenAtMs - close.appendedAtMs)
    const isBetween = commits.every(({ atMs, tookMs }) => atMs < close.appendedAtMs || atMs - tookMs > seenAtMs)
    if (isBetween) betweenCommits.push(seenAtMs - close.appendedAtMs)
    if (windowEndMs + graceMs >= fromMs) fromEventTime.push(seenAtMs - windowEndMs - graceMs)
    const commit = commits.find((one) => one.partition === partition && one.toOffset > close.offset)
    if (commit !== undefined) published.push(commit.atMs - close.appendedAtMs)
  }
  return {
    visible: spreadOf(visible),
    visibleBetweenCommits: spreadOf(betweenCommits),
    fromEventTime: spreadOf(fromEventTime),
    published: spreadOf(published),
    closedByIdleTime,
  }
}

/** By nearest rank: each is a time that was measured. */
export const spreadOf = (times: readonly number[]): Spread | null => {
  if (times.length === 0) return null
  const sorted = times.toSorted((a, b) => a - b)
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), max: sorted.at(-1)! }
}
