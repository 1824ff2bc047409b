import type { Given } from './command-line.ts'
import type { FlagTable } from './flag.ts'

/** An event is in size / step windows and may cost as many rows, all of one batch before a commit: each is bounded by the other. */
const MOST_WINDOWS = 100
/** Events are counted in panes of what size and step have in common, and each open window refers to all of its panes. */
const MOST_PANES = 10_000

/** What is wrong with a window's size and step taken together, one problem a line (T2). */
export const checkWindow = ({ config, givenBy }: Given<FlagTable>): readonly string[] => {
  const { windowSizeMs: sizeMs, windowStepMs: stepMs } = config
  if (typeof sizeMs !== 'number' || typeof stepMs !== 'number') return [] // said by their codecs
  const [size, step] = [givenBy.windowSizeMs ?? '--window', givenBy.windowStepMs ?? '--step']
  if (stepMs > sizeMs)
    return [`${step}: ${stepMs} ms is longer than ${size}, ${sizeMs} ms: events between two windows would be in none`]
  const windows = Math.ceil(sizeMs / stepMs)
  if (windows > MOST_WINDOWS)
    return [`${step}: each event would be in ${windows} windows of ${size}, and ${MOST_WINDOWS} is the most`]
  const paneMs = commonMs(sizeMs, stepMs)
  if (sizeMs / paneMs > MOST_PANES)
    return [
      `${step}: ${stepMs} ms has no more than ${paneMs} ms in common with ${size}, ${sizeMs} ms: that makes ${sizeMs / paneMs} panes a window, ` +
        `and ${MOST_PANES} is the most`,
    ]
  return []
}

/** The greatest common divisor. */
const commonMs = (one: number, other: number): number => (other === 0 ? one : commonMs(other, one % other))
