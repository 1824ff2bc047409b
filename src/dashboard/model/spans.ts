import { UNKNOWN, type Value } from './value.ts'

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** `120 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`: two units at most, whole ones from a minute on. */
export const spanText = (ms: number): string => {
  if (ms < 0) return `−${spanText(-ms)}`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  const rounded = Math.round(ms / 1_000) * 1_000
  const first = UNITS.findIndex(([, size]) => rounded >= size)
  const [unit, size] = UNITS[first]!
  const [smaller, smallerSize] = UNITS[first + 1]!
  const rest = Math.floor((rounded % size) / smallerSize)
  return `${Math.floor(rounded / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`
}

/** `10 s` and not `10.0 s`: what was set, not what was measured. */
export const setSpanText = (ms: number): string => spanText(ms).replace('.0 s', ' s')

/** The same without fractions of a second, for what changes every second: `3 s`. */
export const wholeSpanText = (ms: number): string =>
  Math.abs(ms) < 59_500 ? `${Math.round(ms / 1_000)} s` : spanText(ms)

export const span = (ms: number | null): Value => ({ text: ms === null ? UNKNOWN : spanText(ms), value: ms })

/** `3 s ago`; what lies in the future is now: clocks of processes differ a little. */
export const ago = (ms: number | null, nowMs: number): Value => ({
  text: ms === null ? UNKNOWN : `${wholeSpanText(Math.max(0, nowMs - ms))} ago`,
  value: ms,
})
