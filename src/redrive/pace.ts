import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Keeps several senders together below so many records a second: waits until it is the turn of the next `records`, or until the signal is
 * aborted. A sender that was slow is not let catch up.
 */
export type Pace = (records: number, signal: AbortSignal) => Promise<void>

export const paceOf = (
  perSecond: number,
  nowMs: () => number = () => performance.now(),
  wait: (ms: number, signal: AbortSignal) => Promise<void> = unlessAborted,
): Pace => {
  let freeAtMs = Number.NEGATIVE_INFINITY
  return async (records, signal) => {
    const turnMs = Math.max(nowMs(), freeAtMs)
    freeAtMs = turnMs + (records * 1_000) / perSecond
    if (turnMs > nowMs()) await wait(turnMs - nowMs(), signal)
  }
}

const unlessAborted = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => {})
