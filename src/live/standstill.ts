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
  /** Unix milliseconds: when it was first seen here with lag. */
  readonly sinceMs: number
}

/** What the looks so far have shown. */
export interface Seen {
  readonly atMs: number
  /** By partition: where it was, and since when with lag; null: it had none, or was paused. */
  readonly partitions: ReadonlyMap<number, { readonly nextOffset: number; readonly sinceMs: number | null }>
  /** As of the last look. */
  readonly standstills: readonly Standstill[]
}

export const NOTHING_SEEN: Seen = { atMs: Number.NEGATIVE_INFINITY, partitions: new Map(), standstills: [] }

/** Looks come once a second. Who has not looked for so long was asleep, or its clock was set: what stood still meanwhile, nobody knows. */
const LONGEST_GAP_MS = 10_000

/**
 * What has been seen with one more look. A partition that is new, has moved or is paused begins anew. Where the log does not say where it
 * ends, a look neither begins nor ends anything, and shows nothing: the end that was seen before is still the least that it can be.
 */
export const seenAfter = (seen: Seen, { atMs, partitions }: Look): Seen => {
  const gapMs = atMs - seen.atMs
  const before = gapMs >= 0 && gapMs <= LONGEST_GAP_MS ? seen.partitions : NOTHING_SEEN.partitions
  const now: [number, { nextOffset: number; sinceMs: number | null }][] = []
  const standstills: Standstill[] = []
  for (const { partition, nextOffset, endOffset, isPaused } of partitions) {
    const known = before.get(partition)
    const stoodMs = known?.nextOffset === nextOffset ? known.sinceMs : null
    const hasLag = endOffset === null ? stoodMs !== null : endOffset > nextOffset
    const sinceMs = hasLag && !isPaused ? (stoodMs ?? atMs) : null
    now.push([partition, { nextOffset, sinceMs }])
    if (sinceMs !== null && endOffset !== null) standstills.push({ partition, nextOffset, endOffset, sinceMs })
  }
  return { atMs, partitions: new Map(now), standstills }
}
