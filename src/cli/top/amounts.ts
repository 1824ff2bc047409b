import { grouped } from '../progress.ts'

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB']

/** 12 B, 1.2 kB, 120 MB. */
export const bytesText = (bytes: number): string => {
  let [amount, unit] = [bytes, 'B']
  for (const next of BYTE_UNITS) {
    if (amount < 999.5) break
    amount /= 1000
    unit = next
  }
  return `${unit === 'B' || amount >= 9.95 ? Math.round(amount) : amount.toFixed(1)} ${unit}`
}

/** 0 ms to 10 s in milliseconds or tenths, then 42 s, 5 min, 3 h, 2 d: one unit, since it changes while one looks at it. */
export const spanText = (ms: number): string => {
  const seconds = ms / 1000
  if (seconds < 1) return `${Math.max(0, Math.round(ms))} ms`
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${grouped(Math.round(seconds / 86_400))} d`
}

/** At least one digit behind the point where there is little. */
export const rateText = (perSecond: number): string =>
  grouped(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))

/** 12:00:04Z of the day that everybody knows; with its date where it is another than `todayMs`. */
export const clockText = (ms: number, todayMs: number): string => {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '?'
  const text = new Date(ms).toISOString()
  const isToday = Math.floor(ms / 86_400_000) === Math.floor(todayMs / 86_400_000)
  return isToday ? `${text.slice(11, 19)}Z` : `${text.slice(0, 19)}Z`
}
