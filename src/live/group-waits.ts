/** What the run waits for before it is given partitions. Times are unix milliseconds. */
export interface GroupWaits {
  readonly message: string
  readonly sinceMs: number
  /** When it is over if nobody has told it again. */
  readonly untilMs: number
}

/** So long one more try may take, and its telling. */
const TRY_MS = 20_000

/** After it was told at `atMs` that the group is tried again in `pauseMs`: the same trouble still, if that was to be expected. */
export const waitingFor = (before: GroupWaits | null, message: string, pauseMs: number, atMs: number): GroupWaits => ({
  message,
  sinceMs: before === null || before.untilMs < atMs ? atMs : before.sinceMs,
  untilMs: atMs + pauseMs + TRY_MS,
})
