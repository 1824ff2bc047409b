import { defer, filter, map, type OperatorFunction } from 'rxjs'
import type { Decoded } from '../decode/decode-records.ts'
import type { Event } from '../event/event.ts'
import type { Barrier } from '../log/barrier.ts'
import { type Clock, clockAfter, UNSET_CLOCK, watermarkMs } from './clock.ts'

/** An event together with the watermark and the stream time after it (T4). */
export interface Moment {
  readonly kind: 'moment'
  readonly event: Event
  /** Unix milliseconds. */
  readonly watermarkMs: number
  readonly streamTimeMs: number
}

/** A barrier that knows what time it is in its partition. */
export interface TimedBarrier extends Barrier {
  readonly clock: Clock
}

/**
 * Gives each event the watermark that it leads to: the greatest event time so far less the grace (T1, T4).
 *
 *   in     5--9--x--7--b--|     event times; x rejected, b barrier
 *   out    a--b-----c--B--|     watermarks with a grace of 2: a 3, b 7, c 7; B knows stream time 9
 *
 * A rejected record does not touch the clock (E5) and goes no further. Emits within the same turn. Keeps two numbers.
 */
export const trackWatermark =
  (graceMs: number, restored: Clock = UNSET_CLOCK): OperatorFunction<Decoded, Moment | TimedBarrier> =>
  (decoded$) =>
    defer(() => {
      let clock = restored
      return decoded$.pipe(
        filter((decoded) => decoded.kind !== 'rejected' && decoded.kind !== 'ahead'),
        map((decoded): Moment | TimedBarrier => {
          if (decoded.kind === 'barrier') return { ...decoded, clock }
          clock = clockAfter(clock, decoded.timeMs)
          return {
            kind: 'moment',
            event: decoded,
            watermarkMs: watermarkMs(clock, graceMs),
            streamTimeMs: clock.streamTimeMs!,
          }
        }),
      )
    })
