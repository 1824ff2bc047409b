import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordBatch } from '../../src/log/record-batch.ts'
import { sliceBatch } from '../../src/log/slice-batch.ts'
import { batchOf } from '../support/events.ts'

const recordsOf = (batch: RecordBatch) =>
  Array.from({ length: batch.count }, (_, i) => ({
    offset: batch.offset(i),
    timestampMs: batch.timestampMs(i),
    key: batch.key(i),
    value: batch.value(i)?.toString(),
    headers: batch.headers(i),
  }))

describe('sliceBatch', () => {
  it('cuts a batch into pieces that have all of its records, each going on where the next one begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat({ max: 20 })), (count, cuts) => {
        const values = Array.from({ length: count }, (_, i) => `value ${i}`)
        // Reading goes on behind a gap, as where the log has records of its own.
        const batch = batchOf(values, { baseOffset: 100, nextOffset: 100 + count + 7, key: Buffer.from('k') })
        const bounds = [...new Set([0, ...cuts.filter((cut) => cut < count), count])].sort((a, b) => a - b)
        const pieces = bounds.slice(1).map((end, i) => sliceBatch(batch, bounds[i]!, end))
        expect(pieces.flatMap(recordsOf)).toEqual(recordsOf(batch))
        expect(pieces.map(({ nextOffset }) => nextOffset)).toEqual([
          ...pieces.slice(1).map((piece) => piece.offset(0)),
          batch.nextOffset,
        ])
      }),
    )
  })
})
