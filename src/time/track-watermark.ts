import { defer, type OperatorFunction } from 'rxjs'
import type { Decoded } from '../decode/decode-records.ts'
import type { Event } from '../event/event.ts'
import type { Barrier } from '../log/barrier.ts'
import { mapSome } from '../rx/map-some.ts'
import { type Clock, clockAfter, clockAfterIdle, UNSET_CLOCK, watermarkMs } from './clock.ts'
import { lookedAgain, NOT_IDLE } from './idle-time.ts'

/** An event together with the watermark and the stream time after it (T4). */
export interface Moment {
  readonly kind: 'moment'
  readonly event: Event
  /** Unix milliseconds. */
  readonly watermarkMs: number
  readonly streamTimeMs: number
}

/** The watermark went on by itself: the partition is idle (T9). */
export interface Tick {
  readonly kind: 'tick'
  /** Unix milliseconds. */
  readonly watermarkMs: number
}

/** A barrier that knows what time it is in its partition. */
export interface TimedBarrier extends Barrier {
  readonly clock: Clock
}

/** All that happens in a partition's time, in order. */
export type Timed = Moment | Tick | TimedBarrier

/**
 * Gives each event the watermark that it leads to: the greatest event time so far less the grace (T1, T4).
 *
 *   in     5--9--x--7--b--u 600ms u--|     event times; x rejected, b barrier, u caught up
 *   out    a--b-----c--B----------t--|     watermarks with a grace of 2: a 3, b 7, c 7, t 607; B knows stream time 9
 *
 * While the log says that it has nothing more, stream time goes on at the speed of the wall clock (T9): half a second or more at a time,
 * from when that was first said behind the last event that moved it. An event that does not move it, and a rejected record, which does
 * not touch the clock (E5), hold up nothing: so a tenant whose clock is behind cannot keep the windows of others open.
 *
 * Emits within the same turn. Keeps four numbers.
 */
export const trackWatermark =
  (graceMs: number, restored: Clock = UNSET_CLOCK): OperatorFunction<Decoded, Timed> =>
  (decoded$) =>
    defer(() => {
      let clock = restored
      let idle = NOT_IDLE

      const step = (decoded: Decoded): Timed | null => {
        switch (decoded.kind) {
          case 'barrier':
            return { ...decoded, clock }
          case 'event': {
            const after = clockAfter(clock, decoded.timeMs)
            if (after !== clock) idle = NOT_IDLE
            clock = after
            const streamTimeMs = clock.streamTimeMs!
            return { kind: 'moment', event: decoded, watermarkMs: watermarkMs(clock, graceMs), streamTimeMs }
          }
          case 'caught-up': {
            const looked = lookedAgain(idle, decoded.atMs)
            idle = looked.idle
            if (looked.tickMs === 0 || clock.streamTimeMs === null) return null
            clock = clockAfterIdle(clock, looked.tickMs)
            return { kind: 'tick', watermarkMs: watermarkMs(clock, graceMs) }
          }
          case 'rejected':
          case 'ahead':
            return null
        }
      }
      return decoded$.pipe(mapSome(step))
    })
