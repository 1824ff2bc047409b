import type { PartitionView, StatusView } from '../../live/status-view.ts'
import type { WindowView } from '../../live/windows-view.ts'

/** A window, and in how many of the partitions that have seen an event it is open. */
export interface ShownWindow {
  readonly window: WindowView
  readonly endMs: number
  readonly openIn: number
  readonly partitions: number
  readonly isOpen: boolean
}

/** Closed in a partition as soon as its watermark has come to the window's end (T3). Before its first event it holds nothing. */
export const isOpenIn = ({ watermarkMs }: Pick<PartitionView, 'watermarkMs'>, endMs: number): boolean =>
  watermarkMs !== null && watermarkMs < endMs

export const shownWindows = (
  windows: readonly WindowView[],
  { partitions, pipeline }: Pick<StatusView, 'partitions' | 'pipeline'>,
): readonly ShownWindow[] => {
  const withTime = partitions.filter(({ watermarkMs }) => watermarkMs !== null)
  return windows.map((window) => {
    const endMs = window.startMs + pipeline.windowSizeMs
    const openIn = withTime.filter((partition) => isOpenIn(partition, endMs)).length
    return { window, endMs, openIn, partitions: withTime.length, isOpen: openIn > 0 || withTime.length === 0 }
  })
}

/** The one that was asked for, as long as it is there; else the open one that closes next, else the last one. */
export const chosenWindow = (windows: readonly ShownWindow[], startMs: number | null): ShownWindow | null =>
  windows.find(({ window }) => window.startMs === startMs) ??
  windows.find(({ isOpen }) => isOpen) ??
  windows.at(-1) ??
  null

export const stateText = ({ isOpen, openIn, partitions }: ShownWindow): string => {
  if (!isOpen) return 'closed'
  return openIn === partitions ? 'open' : `open in ${openIn} of ${partitions} partitions`
}
