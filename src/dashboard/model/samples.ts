import type { StatusView } from '../../live/status-view.ts'

/** What the short lines are drawn from: a view's numbers, null where nobody knew them. */
export interface Sample {
  readonly atMs: number
  readonly recordsPerSecond: number | null
  readonly lagRecords: number | null
  readonly lagSeconds: number | null
}
export type SampleName = Exclude<keyof Sample, 'atMs'>

export const KEPT_MS = 5 * 60_000
/** Without a view for longer than this a line has a gap. */
const GAP_MS = 3_000

export const sampleOf = ({ atMs, recordsPerSecond, lag }: StatusView): Sample => ({
  atMs,
  recordsPerSecond,
  lagRecords: lag.records,
  lagSeconds: lag.seconds,
})

/** With one more; what is older than five minutes goes, and what is later than this one: the pipeline's clock was set back. */
export const withSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] => {
  const kept = samples.filter(({ atMs }) => atMs < sample.atMs && atMs >= sample.atMs - KEPT_MS)
  const last = kept.at(-1)
  const gap = last !== undefined && sample.atMs - last.atMs > GAP_MS ? [nothingAt(last.atMs + 1)] : []
  return [...kept, ...gap, sample]
}

const nothingAt = (atMs: number): Sample => ({ atMs, recordsPerSecond: null, lagRecords: null, lagSeconds: null })
