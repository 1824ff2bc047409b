import type { Event } from '../event/event.ts'
import type { DecodeFailure, SchemaError } from './decode-failure.ts'

const TEN_YEARS_MS = 10 * 365.25 * 86_400_000

/** How many of a unit make a second: what a timestamp may have been counted in by mistake. */
const UNITS = [
  { name: 'milliseconds', aSecond: 1e3 },
  { name: 'microseconds', aSecond: 1e6 },
  { name: 'nanoseconds', aSecond: 1e9 },
] as const

const PLAIN: SchemaError = {
  path: '$.timestamp',
  expected: "unix seconds up to the year 9999, no further ahead of the record's timestamp than --max-future",
}

const errorsOf = (hint?: string): readonly SchemaError[] =>
  Object.freeze([Object.freeze(hint === undefined ? PLAIN : { ...PLAIN, hint })])

const WITHOUT_HINT = errorsOf()
const OF_UNIT = UNITS.map(({ name, aSecond }) => ({
  aSecond,
  errors: errorsOf(`looks like ${name}: seconds expected`),
}))

/**
 * An event that lies too far ahead of its record (E3), with the unit that its timestamp seems to be in: the one that brings it within ten
 * years of the record's. Units are a thousand times apart, so at most one does. Records from before 1990 and those without a time get no
 * such hint: too many numbers would be near.
 */
export const tooFarAhead = (event: Event, recordTimestampMs: number): DecodeFailure => ({
  reason: 'future_timestamp',
  errors: errorsFor(event.timeMs, recordTimestampMs),
  event,
})

/** Made once each: a flood allocates none. */
const errorsFor = (timeMs: number, recordTimestampMs: number): readonly SchemaError[] => {
  if (recordTimestampMs < 2 * TEN_YEARS_MS) return WITHOUT_HINT
  const unit = OF_UNIT.find(({ aSecond }) => Math.abs(timeMs / aSecond - recordTimestampMs) < TEN_YEARS_MS)
  return unit?.errors ?? WITHOUT_HINT
}
