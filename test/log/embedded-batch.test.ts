import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBatches, StoredBatch } from '../../src/log/embedded-batch.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { recordsOf, text } from './contract/fixture.ts'

const PARTITION = 3

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)))
const record: fc.Arbitrary<OutgoingRecord> = fc.record({
  partition: fc.constant(PARTITION),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.string({ unit: 'binary' }), value: bytes }), { maxLength: 4 }),
  timestampMs: fc.maxSafeNat(),
})
const sized = (valueBytes: number): OutgoingRecord => ({ ...text(''), value: Buffer.alloc(valueBytes) })
const counts = (records: readonly OutgoingRecord[]) => encodeBatches(records).map(({ count }) => count)

describe('a stored batch', () => {
  it('reads, from any offset to any other, the records that were encoded', () => {
    const records = fc.array(record, { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(records, fc.nat(2 ** 50), fc.nat(19), fc.nat(25), (written, baseOffset, skipped, taken) => {
        const [encoded] = encodeBatches(written)
        const from = Math.min(skipped, written.length - 1)
        const to = from + taken
        const batch = new StoredBatch(encoded!.bytes, baseOffset, baseOffset + from, baseOffset + to)
        const expected = written.map((one, i) => ({ ...one, offset: baseOffset + i })).slice(from, to)
        expect(recordsOf(PARTITION, batch)).toEqual(expected)
        expect(batch.nextOffset).toBe(baseOffset + Math.min(to, written.length))
      }),
    )
  })

  it('is cut after 4,096 records', () => {
    expect(counts([])).toEqual([])
    expect(counts(Array(4_096).fill(text('a')))).toEqual([4_096])
    expect(counts(Array(10_000).fill(text('a')))).toEqual([4_096, 4_096, 1_808])
  })

  it('is cut before it grows over 1 MiB, and a larger record is alone', () => {
    expect(counts(Array(5).fill(sized(500_000)))).toEqual([2, 2, 1])
    expect(counts([text('a'), sized(3_000_000), text('b'), text('c')])).toEqual([1, 1, 2])
    for (const { bytes } of encodeBatches(Array(9_000).fill(sized(700)))) expect(bytes.length).toBeLessThan(1_048_577)
  })
})
