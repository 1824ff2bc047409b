import { UNKNOWN, type Value } from './value.ts'

export type Zone = 'utc' | 'local'

/** The pipeline's own time, which the browser's may differ from, and the zone that times are shown in. */
export interface Clock {
  readonly nowMs: number
  readonly zone: Zone
}

/** The greatest time that a Date holds. */
const LAST_MS = 8.64e15

/** `14:02:11`, with milliseconds where there are any, with its date where it is not today's. */
export const timeText = (ms: number, clock: Clock): string => exactTimeText(ms, clock).replace(/\.000$/, '')

/** `14:02:11.000`: always as long, for what moves. */
export const exactTimeText = (ms: number, { nowMs, zone }: Clock): string => {
  if (Math.abs(ms) > LAST_MS) return `${ms} ms`
  const [date, time] = dateAndTime(ms, zone)
  return date === dateAndTime(nowMs, zone)[0] ? time : `${date} ${time}`
}

export const moment = (ms: number | null, clock: Clock): Value => ({
  text: ms === null ? UNKNOWN : exactTimeText(ms, clock),
  value: ms,
})

/** `UTC`, `UTC+02:00`: what has to be said beside times. */
export const zoneText = ({ nowMs, zone }: Clock): string => {
  const minutes = offsetMinutes(nowMs, zone)
  if (minutes === 0) return 'UTC'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${minutes < 0 ? '−' : '+'}${twoDigits(hours)}:${twoDigits(rest)}`
}

const dateAndTime = (ms: number, zone: Zone): readonly [string, string] => {
  const shifted = Math.min(LAST_MS, ms + offsetMinutes(ms, zone) * 60_000)
  const [date, time] = new Date(shifted).toISOString().split('T') as [string, string]
  return [date, time.replace('Z', '')]
}

const offsetMinutes = (ms: number, zone: Zone): number => (zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset())

const twoDigits = (n: number): string => String(n).padStart(2, '0')
