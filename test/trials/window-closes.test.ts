import { describe, expect, it } from 'vitest'
import type { PartitionBatch } from '../../src/log/event-log.ts'
import { batchOf, eventJson, RECORD_TIME_MS } from '../support/events.ts'
import { windowCloses } from './window-closes.ts'

const settings = { graceMs: 2_000, stepMs: 2_000, maxFutureMs: 300_000 }

const closesIn = (...batches: readonly PartitionBatch[]) => {
  async function* read() {
    yield* batches
  }
  return windowCloses({ read }, 'events', [], settings)
}

describe('what closed a window', () => {
  //   event times   9   9.9   11.999 | 12   x   11   14.5   21     seconds; step and grace 2 s; x is no event
  //   ends closed              8     | 10            12    14 16 18
  it('is the record that moved the watermark past its end, not one that came late or is no event', async () => {
    const values = [9_000, 9_900, 11_999].map((ms) => eventJson(ms))
    const more = [eventJson(12_000), '{', eventJson(11_000), eventJson(14_500), eventJson(21_000)]
    const { closes, records, firstMs, lastMs } = await closesIn(
      { partition: 3, batch: batchOf(values, { baseOffset: 40 }) },
      { partition: 3, batch: batchOf(more, { baseOffset: 43 }) },
    )
    const found = closes.map(({ windowEndMs, offset }) => [windowEndMs, offset])
    expect(found).toEqual([
      [8_000, 42],
      [10_000, 43],
      [12_000, 46],
      [14_000, 47],
      [16_000, 47],
      [18_000, 47],
    ])
    expect(closes.every(({ partition, appendedAtMs }) => partition === 3 && appendedAtMs === RECORD_TIME_MS)).toBe(true)
    expect([records, firstMs, lastMs]).toEqual([8, RECORD_TIME_MS, RECORD_TIME_MS])
  })

  it('is told for each partition by its own clock', async () => {
    const { closes } = await closesIn(
      { partition: 0, batch: batchOf([eventJson(9_000), eventJson(10_000)]) },
      { partition: 1, batch: batchOf([eventJson(30_000), eventJson(30_001)]) },
      { partition: 0, batch: batchOf([eventJson(10_100), eventJson(12_000)], { baseOffset: 2 }) },
    )
    expect(closes.map(({ partition, windowEndMs, offset }) => [partition, windowEndMs, offset])).toEqual([
      [0, 8_000, 1],
      [0, 10_000, 3],
    ])
  })
})
