import type { CommittedPartition } from './committed-partition.ts'
import type { PublishedCount } from './published-counts.ts'
import type { Question } from './question.ts'

/** The offsets of a partition that the log keeps: [startOffset, endOffset). */
export interface KeptOffsets {
  readonly startOffset: number
  readonly endOffset: number
}

/** All that was found of one partition, put together. */
export interface Findings {
  readonly partition: number
  readonly committed: CommittedPartition | null
  readonly published: readonly PublishedCount[]
  readonly kept: KeptOffsets
  readonly question: Question
  readonly graceMs: number
}

export const isClosed = (committed: CommittedPartition | null, windowMs: number, { sizeMs }: Question): boolean =>
  committed !== null && windowMs + sizeMs <= committed.closedToMs

export const resultOf = (published: readonly PublishedCount[], { startMs }: Question): PublishedCount | null =>
  published.find(({ dataSet, windowMs }) => dataSet === 'rolling_window_results' && windowMs === startMs) ?? null

/** What the storage counts of a window, in its result and in its corrections. */
export interface StoredCount {
  readonly result: number
  readonly correction: number
}

const NONE: StoredCount = { result: 0, correction: 0 }

export const storedCounts = (published: readonly PublishedCount[]): ((windowMs: number) => StoredCount) => {
  const counts = new Map<number, StoredCount>()
  for (const { dataSet, windowMs, occurrences } of published) {
    const { result, correction } = counts.get(windowMs) ?? NONE
    const isResult = dataSet === 'rolling_window_results'
    counts.set(
      windowMs,
      isResult ? { result: result + occurrences, correction } : { result, correction: correction + occurrences },
    )
  }
  return (windowMs) => counts.get(windowMs) ?? NONE
}
