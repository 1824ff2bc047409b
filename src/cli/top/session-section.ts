import type { DurationsView, StatusView } from '../../live/status-view.ts'
import { grouped } from '../progress.ts'
import { spanText } from './amounts.ts'
import { line, piece } from './line.ts'
import type { Section } from './section.ts'
import { shownText } from './shown-text.ts'

/** Sessions open and over, how long they took, and what found no partner. */
export const sessionSection = ({ sessions }: StatusView): Section => {
  const { open, waitingEnds, completed, unmatched, durations } = sessions
  const outcomes = Object.entries(unmatched).filter(([, n]) => n > 0)
  return {
    heading: [
      piece('SESSIONS', 'bold'),
      piece(` ${grouped(open)} open, ${grouped(waitingEnds)} ends wait, ${grouped(completed)} completed`),
    ],
    lines: [
      line(`  ${durationsText(durations)}`),
      line(
        outcomes.length === 0
          ? '  none unmatched'
          : `  unmatched: ${outcomes.map(([outcome, n]) => `${shownText(outcome, 20)} ${grouped(n)}`).join(', ')}`,
        outcomes.length === 0 ? 'dim' : 'plain',
      ),
    ],
  }
}

const durationsText = (durations: DurationsView): string => {
  const count = durations.counts.reduce((sum, n) => sum + n, 0)
  if (count === 0) return 'none completed yet'
  const mean = spanText((durations.sumSeconds / count) * 1000)
  return `took ${mean} on average, half of them ${withinText(durations, count / 2)}, nine in ten ${withinText(durations, count * 0.9)}`
}

/** The bound of a bucket, which is all that is known. */
const withinText = ({ boundsSeconds, counts }: DurationsView, rank: number): string => {
  let seen = 0
  const bucket = counts.findIndex((n) => {
    seen += n
    return seen >= rank
  })
  const bound = boundsSeconds[bucket]
  return bound === undefined
    ? `longer than ${spanText((boundsSeconds.at(-1) ?? 0) * 1000)}`
    : `within ${spanText(bound * 1000)}`
}
