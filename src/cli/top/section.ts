import { type Line, line } from './line.ts'

/** A part of the screen: its heading, and below it lines of which the first are the ones that matter. */
export interface Section {
  readonly heading: Line
  readonly lines: readonly Line[]
}

/** A section without a line under it says nothing; a blank line sets it apart from the one before. */
const LEAST_ROWS = 3

/**
 * The sections, the most important first, in so many rows. As many sections as have room for a line each are shown; what is left goes
 * to all of them in turn, so that a long list does not push out the ones behind it. One that is cut says how many lines are missing.
 */
export const sectionsIn = (sections: readonly Section[], rows: number): readonly Line[] => {
  const shown = sections.slice(0, Math.max(0, Math.floor(rows / LEAST_ROWS)))
  const given = shown.map(({ lines }) => Math.min(1, lines.length))
  let left = rows - shown.reduce((sum, _, i) => sum + 2 + given[i]!, 0)
  for (let isMore = true; left > 0 && isMore; ) {
    isMore = false
    for (const [i, { lines }] of shown.entries()) {
      if (left === 0 || given[i]! === lines.length) continue
      given[i] = given[i]! + 1
      left--
      isMore = true
    }
  }
  return shown.flatMap(({ heading, lines }, i) => [[], heading, ...cutLines(lines, given[i]!)])
}

const cutLines = (lines: readonly Line[], most: number): readonly Line[] => {
  if (lines.length <= most || most < 2) return lines.slice(0, most)
  return [...lines.slice(0, most - 1), line(`  ... ${lines.length - most + 1} more`, 'dim')]
}
