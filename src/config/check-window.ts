import type { Given } from './command-line.ts'
import type { FlagTable } from './flag.ts'

/** An event is in size / step windows and costs that many rows: more is a slip of the finger rather than a wish. */
const MOST_WINDOWS = 1_000

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
  return []
}
