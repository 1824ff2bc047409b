/** The greatest time that a Date holds. */
const LAST_MS = 8.64e15

/** `2015-05-17T10:05:00Z`, with milliseconds where there are any. A record's own timestamp may be any number, which a Date may not. */
export const timeText = (ms: number): string =>
  Math.abs(ms) <= LAST_MS ? new Date(ms).toISOString().replace('.000Z', 'Z') : `${ms} ms`

/** `2s`, `1.5s`: as the flags take it. */
export const durationText = (ms: number): string => `${ms / 1000}s`

/** When a record was written; always as long where it is a time of our days. */
export const recordTimeText = (ms: number): string => {
  if (ms === -1) return 'no time'
  return Math.abs(ms) <= LAST_MS ? new Date(ms).toISOString() : timeText(ms)
}
