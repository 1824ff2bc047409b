import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipBatch } from '../../src/log/clip-batch.ts'
import type { RecordBatch } from '../../src/log/record-batch.ts'
import { batchOf } from '../support/events.ts'

/** A batch with records at these offsets only, as after compaction, that reading goes on behind at `nextOffset`. */
const batchAt = (offsets: readonly number[], nextOffset: number): RecordBatch => ({
  ...batchOf(
    offsets.map((offset) => `v${offset}`),
    { nextOffset },
  ),
  offset: (i) => offsets[i]!,
})
const valuesOf = (batch: RecordBatch) => Array.from({ length: batch.count }, (_, i) => String(batch.value(i)))

describe('clipBatch', () => {
  const batch = batchOf(['a', 'b', 'c'], { baseOffset: 10 })

  it.each([[13], [14], [1_000]])('is the batch itself where all of it lies below %i', (endOffset) => {
    expect(clipBatch(batch, endOffset)).toBe(batch)
  })

  it.each([
    [12, ['a', 'b']],
    [11, ['a']],
    [10, []],
  ])('leaves out what lies at %i or behind, and reading ends there', (endOffset, values) => {
    const clipped = clipBatch(batch, endOffset)
    expect(valuesOf(clipped)).toEqual(values)
    expect(clipped.nextOffset).toBe(endOffset)
  })

  it('ends at the end, too, where the log has no record there', () => {
    const clipped = clipBatch(batchAt([10, 20], 30), 25)
    expect([valuesOf(clipped), clipped.nextOffset]).toEqual([['v10', 'v20'], 25])
  })

  it('ends a batch without records', () => {
    const clipped = clipBatch(batchOf([], { baseOffset: 5, nextOffset: 9 }), 7)
    expect([clipped.count, clipped.nextOffset]).toEqual([0, 7])
  })

  it('gives each record as the batch does', () => {
    const key = Buffer.from('k')
    const headers = [{ key: 'h', value: null }]
    const clipped = clipBatch(batchOf(['a', null, 'c'], { baseOffset: 10, timestampMs: 7, key, headers }), 12)
    const record = (i: number) => [clipped.offset(i), clipped.timestampMs(i), clipped.key(i), clipped.headers(i)]
    expect(record(1)).toEqual([11, 7, key, headers])
    expect(clipped.value(1)).toBeNull()
  })

  it('has the records below the end, all of them and no others, whatever the gaps', () => {
    const offsets = fc.uniqueArray(fc.nat(30), { maxLength: 12 }).map((all) => all.sort((a, b) => a - b))
    fc.assert(
      fc.property(offsets, fc.nat(5), fc.nat(40), (all, behind, endOffset) => {
        const nextOffset = (all.at(-1) ?? 0) + 1 + behind
        const clipped = clipBatch(batchAt(all, nextOffset), endOffset)
        expect(valuesOf(clipped)).toEqual(all.filter((offset) => offset < endOffset).map((offset) => `v${offset}`))
        expect(clipped.nextOffset).toBe(Math.min(nextOffset, endOffset))
      }),
    )
  })
})
