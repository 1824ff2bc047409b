import { setTimeout as sleep } from 'node:timers/promises'

/** Not more often than this: events closer together go in one batch. */
const SHORTEST_PAUSE_MS = 10
/** So that a batch has an end when the consumer cannot keep up. */
const MOST_DUE = 5_000
/** Node's timers fire at once above 2^31 - 1 ms. */
const LONGEST_PAUSE_MS = 86_400_000

/** Time, and waiting for it: Node's, or a test's. */
export interface Clock {
  nowMs(): number
  /** Resolved after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

const machineClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
}

/**
 * Gives each item when its turn has come on the wall clock, in batches of what fell due together: the first at once, the n-th
 * n / rate seconds later. A consumer that was slow gets what it missed in one go.
 *
 *   rate 100   -01234567890123...      milliseconds / 10
 *   batches    -a-b-c-(de)-f...        d waited for the consumer
 *
 * Ends with the items, or when the signal is aborted.
 */
export async function* livePace<A>(
  items: Iterable<A>,
  rate: number,
  signal: AbortSignal,
  clock: Clock = machineClock,
): AsyncGenerator<readonly A[]> {
  const beganMs = clock.nowMs()
  const iterator = items[Symbol.iterator]()
  let next = iterator.next()
  for (let n = 0; next.done !== true && !signal.aborted; ) {
    const due: A[] = []
    for (; next.done !== true && (n * 1000) / rate <= clock.nowMs() - beganMs && due.length < MOST_DUE; n++) {
      due.push(next.value)
      next = iterator.next()
    }
    if (due.length > 0) yield due
    const waitMs = (n * 1000) / rate - (clock.nowMs() - beganMs)
    if (next.done !== true && waitMs > 0) {
      await clock.sleep(Math.min(Math.max(waitMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS), signal)
    }
  }
}
