import { from, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Decoded } from '../../src/decode/decode-records.ts'
import { trackWatermark } from '../../src/time/track-watermark.ts'
import { caughtUp, eventAt } from '../support/events.ts'

// What peers do with time when nothing comes, against T9: stream time goes on at the speed of the wall clock, while caught up only.

/** Watermarks in seconds: a number is an event at that second, `+n` n seconds of wall time with nothing more to read. */
const watermarks = (graceS: number, ...steps: readonly (number | `+${number}`)[]): number[] => {
  let wallMs = 0
  const decoded = steps.flatMap((step): Decoded[] => {
    if (typeof step === 'number') return [eventAt(step * 1_000)]
    const fromMs = wallMs
    wallMs += Number(step) * 1_000
    return [caughtUp(fromMs), caughtUp(wallMs)]
  })
  const found: number[] = []
  from(decoded)
    .pipe(trackWatermark(graceS * 1_000), toArray())
    .subscribe((timed) => {
      for (const item of timed) if (item.kind !== 'barrier') found.push(item.watermarkMs / 1_000)
    })
  return found
}

// bytewax/bytewax at 9fce5b6ee43780329b05a2ecc1057ffddd51255d, pytests/operators/windowing/test_event_clock.py: wait 5 s, times in
// seconds. Its watermark goes on with the system clock in every batch, ours only while there is nothing more to read.
describe('Bytewax, test_event_clock.py', () => {
  it('test_watermark_forwards_by_system_time: an item of 7, 2 s later the watermark is 4', () => {
    expect(watermarks(5, 7, '+2')).toEqual([2, 4])
  })

  it('test_watermark_does_not_reverse_and_forwards_by_system_time_next_batch: 7, 2 s, then an item of 3', () => {
    expect(watermarks(5, 7, '+2', 3)).toEqual([2, 4, 4])
  })

  it('test_watermark_does_not_reverse_advancing_item_is_slower_than_system_time_gap: 7, 2 s, then an item of 8', () => {
    expect(watermarks(5, 7, '+2', 8)).toEqual([2, 4, 4])
  })
})

// apache/flink at 153614716767d5fb8be1d4caa5e72167ce64a9d7,
// flink-core/src/test/java/org/apache/flink/api/common/eventtime/WatermarksWithIdlenessTest.java. Flink only takes an idle source out of
// the minimum over its inputs and leaves its windows open; a partition of ours has no other inputs, and its own time goes on.
describe('Flink, WatermarksWithIdlenessTest', () => {
  it('testIdleWithoutEvents: idle after 11 ms of a timeout of 10; here there is no time to go on from (T9)', () => {
    expect(watermarks(0, '+1')).toEqual([])
  })

  it('testActiveAfterIdleness, testIdleActiveIdle: idle, active with an event, idle again', () => {
    expect(watermarks(0, 10, '+1', 20, '+2')).toEqual([10, 11, 20, 22])
  })

  it('testRepeatedIdleChecks: idle as long as nothing comes, however often it is looked at', () => {
    expect(watermarks(0, 10, '+1', '+1', '+3')).toEqual([10, 11, 12, 15])
  })
})
