import { spanText } from './amounts.ts'
import { commitSection } from './commit-section.ts'
import { healthLines } from './health-lines.ts'
import { letterSection } from './letter-section.ts'
import { fitLine, type Line, piece } from './line.ts'
import { partitionSection } from './partition-section.ts'
import { rateLines } from './rate-lines.ts'
import { sectionsIn } from './section.ts'
import { sessionSection } from './session-section.ts'
import { shownText } from './shown-text.ts'
import type { TopState } from './top-state.ts'
import { windowSection } from './window-section.ts'

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/**
 * What is on the screen at `nowMs`: at most so many lines of at most so many columns, without a control character, whatever the names in it
 * are. Health comes first, in words; on a short screen the sections at the end are missing.
 */
export const screenLines = (state: TopState, { columns, rows }: ScreenSize, nowMs: number): readonly Line[] => {
  const view = state.last?.view
  const above = [
    ...(view === undefined ? [] : [titleLine(state, nowMs)]),
    ...healthLines(state, nowMs),
    ...(view === undefined ? [] : [[], ...rateLines(view.status)]),
  ]
  const sections = view === undefined ? [] : sectionsOf(view)
  return [...above, ...sectionsIn(sections, rows - above.length)].slice(0, rows).map((line) => fitLine(line, columns))
}

const sectionsOf = (view: NonNullable<TopState['last']>['view']) => [
  windowSection(view),
  partitionSection(view.status),
  sessionSection(view.status),
  letterSection(view.status),
  commitSection(view.status),
]

const titleLine = ({ url, last }: TopState, nowMs: number): Line => {
  const { pipeline, atMs } = last!.view.status
  const { topic, group, build, startedAtMs } = pipeline
  return [
    piece(`tideline ${shownText(build, 20)}`, 'bold'),
    piece(`  ${shownText(topic, 60)}  group ${shownText(group, 60)}  up ${spanText(atMs - startedAtMs)}`),
    piece(`  ${url}  ${new Date(nowMs).toISOString().slice(11, 19)}Z`, 'dim'),
  ]
}
