/** Where the partitions of a run are at a moment. */
export interface Look {
  /** Unix milliseconds. */
  readonly atMs: number
  readonly partitions: readonly PartitionLook[]
}

export interface PartitionLook {
  readonly partition: number
  readonly nextOffset: number
  /** null: the log did not say. */
  readonly endOffset: number | null
  /** It waits for the log, the disk or events: that is said elsewhere. */
  readonly isPaused: boolean
}

/** A partition that stands still: it has lag, and nothing has moved. */
export interface Standstill {
  readonly partition: number
  readonly nextOffset: number
  readonly endOffset: number
  /** Unix milliseconds: when it was first seen here with lag, and later by all the time since in which nobody could know. */
  readonly sinceMs: number
}

/** What the looks so far have shown. */
export interface Seen {
  readonly atMs: number
  readonly partitions: ReadonlyMap<number, Standing>
  /** As of the last look. */
  readonly standstills: readonly Standstill[]
}

interface Standing {
  readonly nextOffset: number
  /** As a standstill's; null: it had no lag, or was paused. */
  readonly sinceMs: number | null
  readonly isEndKnown: boolean
}

export const NOTHING_SEEN: Seen = { atMs: Number.NEGATIVE_INFINITY, partitions: new Map(), standstills: [] }

/** Looks come once a second. One that comes later than so was asleep for the rest, or its clock was set: what stood still meanwhile, nobody knows. */
const LONGEST_STEP_MS = 2_000

/**
 * What has been seen with one more look. A partition that is new, has moved or is paused begins anew. Only time that was watched counts: not
 * that in which the log did not say where it ends, which says that the log is away, nor that in which this process was asleep. It is no
 * beginning either, or a log that is silent now and then would hide a partition that never moves.
 */
export const seenAfter = (seen: Seen, { atMs, partitions }: Look): Seen => {
  const stepMs = seen.partitions.size === 0 ? 0 : atMs - seen.atMs
  const watchedMs = Math.min(Math.max(0, stepMs), LONGEST_STEP_MS)
  const now: [number, Standing][] = []
  const standstills: Standstill[] = []
  for (const { partition, nextOffset, endOffset, isPaused } of partitions) {
    const before = seen.partitions.get(partition)
    const isEndKnown = endOffset !== null
    const stoodSinceMs = before?.nextOffset === nextOffset ? before.sinceMs : null
    const hasLag = isEndKnown ? endOffset > nextOffset : stoodSinceMs !== null
    const unwatchedMs = stepMs - (isEndKnown && before?.isEndKnown ? watchedMs : 0)
    const sinceMs = !hasLag || isPaused ? null : stoodSinceMs === null ? atMs : stoodSinceMs + unwatchedMs
    now.push([partition, { nextOffset, sinceMs, isEndKnown }])
    if (sinceMs !== null && isEndKnown) standstills.push({ partition, nextOffset, endOffset, sinceMs })
  }
  return { atMs, partitions: new Map(now), standstills }
}
