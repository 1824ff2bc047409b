const LENGTH = '1970-01-01T00:00:00.000Z'.length

/** Unix milliseconds as ISO 8601 in UTC. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** Back from it: null for any other text, and for times before 1970 or behind the year 9999. */
export const parseIsoTime = (text: string): number | null => {
  if (text.length !== LENGTH) return null
  const ms = Date.parse(text)
  return ms >= 0 && isoTime(ms) === text ? ms : null // never of NaN
}
