import * as t from 'io-ts'
import { textCodec } from './text-codec.ts'

const HOUR_MS = 3_600_000
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: HOUR_MS }

/** Node's timers hold at most 2^31 - 1 ms and fire at once above that. */
const LONGEST_TIMER_MS = 24 * 24 * HOUR_MS

const wholeMs = (text: string): number | null => {
  const [, amount, unit] = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return null
  // 1.001 * 1,000 is 1,001 in decimals and a hair less in binary.
  const ms = Number((Number(amount) * UNIT_MS[unit]!).toFixed(6))
  return Number.isSafeInteger(ms) ? ms : null
}

/** A length of event time in whole milliseconds, 0 included. */
export const DurationMs = textCodec('a duration such as 500ms, 2s, 5m or 24h', t.number, wholeMs)

const YEAR_MS = 366 * 24 * HOUR_MS

/** How long a window is, or how far it hops, in whole milliseconds of event time (T2). */
export const WindowMs = textCodec('a duration from 1ms to 8784h, such as 500ms, 10s or 1h', t.number, (text) => {
  const ms = wholeMs(text)
  return ms !== null && ms >= 1 && ms <= YEAR_MS ? ms : null
})

const DAY_MS = 24 * HOUR_MS

const retentionMsOf = (text: string): number | null => {
  const ms = /^\d{1,6}d$/.test(text) ? Number(text.slice(0, -1)) * DAY_MS : wholeMs(text)
  return ms !== null && ms >= 1 ? ms : null
}

/** How long a topic keeps its records, in whole milliseconds. */
export const RetentionMs = textCodec(
  'a duration from 1ms on, such as 12h or 30d, or unlimited',
  t.union([t.number, t.literal('unlimited')]),
  (text) => (text === 'unlimited' ? text : retentionMsOf(text)),
)

const timerMs = (text: string): number | null => {
  const ms = wholeMs(text)
  return ms !== null && ms >= 1 && ms <= LONGEST_TIMER_MS ? ms : null
}

/** A length of wall time to set a timer with, in whole milliseconds: never 0, never above what a timer can hold. */
export const IntervalMs = textCodec('a duration from 1ms to 576h, such as 500ms, 10s or 5m', t.number, timerMs)

/** How long without progress is too long, in whole milliseconds of wall time. */
export const PatienceMs = textCodec(
  'a duration from 1ms to 576h, such as 60s or 5m, or off',
  t.union([t.number, t.literal('off')]),
  (text) => (text === 'off' ? text : timerMs(text)),
)
