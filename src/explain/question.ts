/** How long windows are and how often a new one starts, unix milliseconds (T2). */
export interface WindowSpec {
  readonly sizeMs: number
  readonly stepMs: number
}

/** The number that is asked about: a tenant's events of one type in one window, [startMs, endMs). */
export interface Question extends WindowSpec {
  readonly tenant: string
  readonly type: string
  readonly startMs: number
  readonly endMs: number
}

export const questionOf = (
  tenant: string,
  type: string,
  startMs: number,
  { sizeMs, stepMs }: WindowSpec,
): Question => ({
  tenant,
  type,
  startMs,
  endMs: startMs + sizeMs,
  sizeMs,
  stepMs,
})

/** The starts of the windows that hold a time, earliest first (T2). Counted out, sharing no code with the pipeline's arithmetic. */
export const windowsHolding = (timeMs: number, { sizeMs, stepMs }: WindowSpec): number[] => {
  const starts: number[] = []
  for (let startMs = latestStart(timeMs, stepMs); startMs > timeMs - sizeMs; startMs -= stepMs) starts.push(startMs)
  return starts.reverse()
}

/** The start of a window at a time, or the last one before it. */
export const latestStart = (timeMs: number, stepMs: number): number => Math.floor(timeMs / stepMs) * stepMs

export const isWindowStart = (timeMs: number, { stepMs }: WindowSpec): boolean => latestStart(timeMs, stepMs) === timeMs

/** Windows that share time with the one asked about: their counts say which windows an event of it missed. */
export const overlaps = (startMs: number, question: Question): boolean =>
  Math.abs(startMs - question.startMs) < question.sizeMs
