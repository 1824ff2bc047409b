import { letterRates } from '../dead-letter/recent-letters.ts'
import type { LiveStatus } from '../live/live-status.ts'
import { deadLetterCount } from '../summary.ts'
import { clocksInShort } from './clock-text.ts'
import { letterRatesText } from './letter-rates-text.ts'
import { grouped } from './progress.ts'

/**
 * `20,013 events/s  lag 1,204  watermark 2026-01-01T00:10:42Z  windows 31,220  dead letters 12 (0.3/s: acme 0.2)  clocks 2 ahead, 5 late`,
 * at `nowMs` (unix milliseconds). A partition that waits comes first: a narrow terminal cuts off what is behind.
 */
export const statusText = (
  status: LiveStatus,
  eventsPerSecond: number,
  lag: number,
  graceMs: number,
  nowMs: number,
): string => {
  // The slowest partition's: all that ends before it is closed everywhere.
  const streamTimeMs = Math.min(
    ...[...status.partitions.values()].map((partition) => partition.streamTimeMs ?? Number.POSITIVE_INFINITY),
  )
  const watermark = Number.isFinite(streamTimeMs)
    ? `${new Date(streamTimeMs - graceMs).toISOString().slice(0, 19)}Z`
    : 'none'
  const clocks = clocksInShort(status.committed.clocks)
  const workers = workersInShort(status)
  const letterRate = letterRatesText(letterRates(status.recentLetters, nowMs))
  return [
    ...(status.paused.size === 0 ? [] : [`paused ${status.paused.size}`]),
    `${grouped(Math.round(eventsPerSecond))} events/s`,
    `lag ${grouped(lag)}`,
    `watermark ${watermark}`,
    `windows ${grouped(status.committed.rows.rolling_window_results)}`,
    `dead letters ${grouped(deadLetterCount(status.committed))}${letterRate === null ? '' : ` (${letterRate})`}`,
    ...(clocks === null ? [] : [`clocks ${clocks}`]),
    ...(workers === null ? [] : [workers]),
  ].join('  ')
}

/** `workers 2`, or `workers 1 of 2` while one of them is not running; null where there are none. */
const workersInShort = ({ workers }: LiveStatus): string | null => {
  const running = [...workers.values()].filter(({ state }) => state === 'running').length
  if (workers.size === 0) return null
  return running === workers.size ? `workers ${running}` : `workers ${running} of ${workers.size}`
}
