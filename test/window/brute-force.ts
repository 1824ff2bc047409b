/** The windows of a stream, found by plain loops that share no code with src (T1 to T7). */
export interface PlainEvent {
  readonly timeMs: number
  readonly tenant: string
  readonly type: string
}

export interface PlainShape {
  readonly sizeMs: number
  readonly stepMs: number
}

/** Occurrences and the greatest event time by `[window start, tenant, type]` as JSON. */
export type Rows = Record<string, { occurrences: number; lastEventMs: number }>

export interface Truth {
  readonly results: Rows
  readonly corrections: Rows
  readonly open: Rows
}

/** What a stream leaves in results, in corrections and in windows still open. */
export const bruteForceWindows = (events: readonly PlainEvent[], shape: PlainShape, graceMs: number): Truth => {
  const counted: Rows = {}
  const corrections: Rows = {}
  let streamTimeMs = Number.NEGATIVE_INFINITY
  for (const event of events) {
    if (event.timeMs > streamTimeMs) streamTimeMs = event.timeMs // T4
    const watermarkMs = streamTimeMs - graceMs
    for (const startMs of windowsOf(event.timeMs, shape))
      addRow(startMs + shape.sizeMs <= watermarkMs ? corrections : counted, startMs, event) // T3, T5, T6
  }
  const results: Rows = {}
  const open: Rows = {}
  for (const [key, row] of Object.entries(counted)) {
    const [startMs] = JSON.parse(key) as [number]
    const isClosed = startMs + shape.sizeMs <= streamTimeMs - graceMs
    if (isClosed) results[key] = row
    else open[key] = row
  }
  return { results, corrections, open }
}

/** The true count of each window: what results and corrections add up to when everything is closed. */
export const trueCounts = (events: readonly PlainEvent[], shape: PlainShape): Rows => {
  const rows: Rows = {}
  for (const event of events) for (const startMs of windowsOf(event.timeMs, shape)) addRow(rows, startMs, event)
  return rows
}

/** All starts, multiples of the step, of the windows that hold a time (T2). */
export const windowsOf = (timeMs: number, { sizeMs, stepMs }: PlainShape): number[] => {
  const starts: number[] = []
  for (let n = Math.floor(timeMs / stepMs); n * stepMs + sizeMs > timeMs; n--) starts.push(n * stepMs)
  return starts
}

export const addRow = (
  rows: Rows,
  startMs: number,
  { tenant, type, timeMs }: PlainEvent,
  occurrences = 1,
  lastEventMs = timeMs,
): void => {
  const key = JSON.stringify([startMs, tenant, type])
  const row = rows[key]
  rows[key] = {
    occurrences: (row?.occurrences ?? 0) + occurrences,
    lastEventMs: Math.max(row?.lastEventMs ?? 0, lastEventMs),
  }
}

/** Both together: a window's final count and its corrections. */
export const sumOf = (...all: readonly Rows[]): Rows => {
  const sum: Rows = {}
  for (const rows of all)
    for (const [key, { occurrences, lastEventMs }] of Object.entries(rows)) {
      const [startMs, tenant, type] = JSON.parse(key) as [number, string, string]
      addRow(sum, startMs, { tenant, type, timeMs: lastEventMs }, occurrences)
    }
  return sum
}

export const pairsOf = (rows: Rows): number => Object.values(rows).reduce((sum, row) => sum + row.occurrences, 0)
