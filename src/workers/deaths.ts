/** Deaths that are this long ago count no more. */
const WINDOW_MS = 5 * 60_000
/** How often a worker is started again within the window. */
const MOST_RESTARTS = 5
const FIRST_PAUSE_MS = 500

/** When a worker died lately, in ms of one clock, the earliest first. */
export type Deaths = readonly number[]

export const withDeath = (deaths: Deaths, atMs: number): Deaths => [
  ...deaths.filter((ms) => ms > atMs - WINDOW_MS),
  atMs,
]

/** How long to wait before it is started again: from 0.5 s on, twice as long each time; null: it has died too often. */
export const pauseAfter = ({ length }: Deaths): number | null =>
  length > MOST_RESTARTS ? null : FIRST_PAUSE_MS * 2 ** (length - 1)

export const tooManyDeaths = (worker: number, { length }: Deaths, how: string): string =>
  `worker ${worker} died ${length} times within ${WINDOW_MS / 60_000} minutes, and is not started again. The last time it ${how}. ` +
  'What was committed is safe, and the next run goes on from there. The log above says more; a process that is killed though nobody ' +
  'kills it often has run out of memory: fewer --workers need less'
