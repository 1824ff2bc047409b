import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

/** A path of the file system, not looked at here. */
export const Path = textCodec('a path', t.string, (text) => (/^[^\0]+$/.test(text) ? text : null))

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/** Date.parse takes 30 February for 2 March. */
const isDay = (day: string): boolean => {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}

const isoTimeMs = (text: string): number | null => {
  const ms = isDay(ISO_TIME.exec(text)?.[1] ?? '') ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}

const ISO_WITH_ZONE = 'an ISO time with its zone, such as 2026-01-31T12:00:00Z'

/** A moment, in unix milliseconds. The zone is asked for: without one the machine's own would decide. */
export const AnyIsoTimeMs = textCodec(ISO_WITH_ZONE, t.number, isoTimeMs)

/** A moment from 1970 on. */
export const IsoTimeMs = textCodec(ISO_WITH_ZONE, t.number, (text) => {
  const ms = isoTimeMs(text)
  return ms !== null && ms >= 0 ? ms : null
})
