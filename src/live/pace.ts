/** How far a run was at a time. */
export interface Sample {
  /** Milliseconds. */
  readonly atMs: number
  readonly records: number
  /** null: the log has not said where it ends. */
  readonly lag: number | null
}

const KEPT_MS = 30_000
const LATELY_MS = 5_000

/** With one more: keeps half a minute of them, and none that a clock which was set back has made later ones. */
export const withSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] => [
  ...samples.filter(({ atMs }) => atMs >= sample.atMs - KEPT_MS && atMs < sample.atMs),
  sample,
]

/** Records a second over the last 5 s; 0 with fewer than two samples. */
export const recordsPerSecond = (samples: readonly Sample[]): number => {
  const last = samples.at(-1)
  const first = samples.find(({ atMs }) => last !== undefined && atMs >= last.atMs - LATELY_MS)
  if (last === undefined || first === undefined || last.atMs === first.atMs) return 0
  return ((last.records - first.records) / (last.atMs - first.atMs)) * 1_000
}

/** Seconds until there is no lag, as fast as it went down in the last half minute; null where it did not. */
export const etaSeconds = (samples: readonly Sample[]): number | null => {
  const known = samples.filter((sample): sample is Sample & { lag: number } => sample.lag !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return null
  if (last.lag === 0) return 0
  const perMs = (first.lag - last.lag) / (last.atMs - first.atMs)
  return perMs > 0 ? last.lag / perMs / 1_000 : null
}
