import type { HistoryView } from '../../live/windows-view.ts'

export interface HistoryLines {
  readonly startMs: readonly number[]
  /** [type][window] */
  readonly lines: readonly (readonly number[])[]
}

/** The history with zeros on both sides of a gap: no window is there that nothing was in, and a line across would say otherwise. */
export const historyLines = ({ startMs, occurrences }: HistoryView, stepMs: number): HistoryLines => {
  const times: number[] = []
  const from: (number | null)[] = []
  const put = (ms: number, window: number | null) => {
    times.push(ms)
    from.push(window)
  }
  startMs.forEach((ms, i) => {
    const before = startMs[i - 1]
    if (before !== undefined && ms - before > stepMs) put(before + stepMs, null)
    if (before !== undefined && ms - before > 2 * stepMs) put(ms - stepMs, null)
    put(ms, i)
  })
  return {
    startMs: times,
    lines: occurrences.map((line) => from.map((window) => (window === null ? 0 : (line[window] ?? 0)))),
  }
}
