import type { DurationsView } from '../../live/status-view.ts'
import { spanText } from './spans.ts'
import { UNKNOWN, type Value } from './value.ts'

/**
 * The duration that a share of the sessions did not exceed, as far as buckets tell: within one, durations are taken to be spread evenly. null
 * without a session; infinite where it lies above the last bound.
 */
export const quantileSeconds = ({ boundsSeconds, counts }: DurationsView, q: number): number | null => {
  const all = counts.reduce((sum, n) => sum + n, 0)
  if (all === 0) return null
  const rank = q * all
  let below = 0
  for (const [i, n] of counts.entries()) {
    if (n > 0 && below + n >= rank) {
      const upper = boundsSeconds[i]
      const lower = boundsSeconds[i - 1] ?? 0
      return upper === undefined ? Number.POSITIVE_INFINITY : lower + ((upper - lower) * (rank - below)) / n
    }
    below += n
  }
  return Number.POSITIVE_INFINITY
}

/** `about 42.0 s`: it is an estimate, and says so. */
export const quantile = (durations: DurationsView, q: number): Value => {
  const seconds = quantileSeconds(durations, q)
  if (seconds === null) return { text: UNKNOWN, value: null }
  if (seconds === Number.POSITIVE_INFINITY)
    return { text: `over ${spanText((durations.boundsSeconds.at(-1) ?? 0) * 1000)}`, value: null }
  return { text: `about ${spanText(seconds * 1000)}`, value: seconds }
}
