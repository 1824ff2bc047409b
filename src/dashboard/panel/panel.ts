import type { LiveView } from '../../live/windows-view.ts'
import type { Clock } from '../model/times.ts'

/** A part of the page: shows each view, and touches only what changed. */
export type Panel = (view: LiveView, clock: Clock) => void

/** What a chart needs besides views: to be drawn anew where the theme changed. */
export interface ChartPanel {
  readonly show: Panel
  readonly redraw: () => void
}
