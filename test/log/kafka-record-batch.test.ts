import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRecordBatch } from '../../src/log/kafka-produce-request.ts'
import { recordsOf, toBatchMessage } from '../../src/log/kafka-record-batch.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const nullable = fc.option(bytes)

const record: fc.Arbitrary<OutgoingRecord> = fc.record({
  partition: fc.constant(0),
  key: nullable,
  value: nullable,
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 8 }), value: nullable }), { maxLength: 4 }),
  timestampMs: fc.nat({ max: 2 ** 45 }),
})

const nobody = { producerId: -1n, producerEpoch: -1, firstSequence: -1, transactional: false }
const FIRST_OFFSET_AND_LENGTH = 12
const uncompressed = async (_: number, records: Buffer) => records

const fetched = async (records: readonly OutgoingRecord[], firstOffset: number, patch = (_: Buffer) => {}) => {
  const batch = encodeRecordBatch(records, nobody).subarray(FIRST_OFFSET_AND_LENGTH)
  patch(batch)
  return toBatchMessage(firstOffset, batch, uncompressed)
}

describe('recordsOf', () => {
  it('reads what was written, from an offset within the first batch on', async () => {
    const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(19), fc.nat(2 ** 40), async (written, skip, firstOffset) => {
        let next = firstOffset
        const messages = []
        for (const records of written) {
          messages.push(await fetched(records, next))
          next += records.length
        }
        const batch = recordsOf(messages, firstOffset + skip, next)
        const expected = written
          .flat()
          .map((r, i) => ({ ...r, partition: 0, offset: firstOffset + i }))
          .slice(skip)
        const read = Array.from({ length: batch.count }, (_, i) => ({
          partition: 0,
          key: batch.key(i),
          value: batch.value(i),
          headers: batch.headers(i),
          timestampMs: batch.timestampMs(i),
          offset: batch.offset(i),
        }))
        expect(read).toEqual(expected)
        expect(batch.nextOffset).toBe(next)
      }),
    )
  })

  it('gives every record the time of the append where the topic says so', async () => {
    const at = (timestampMs: number) => ({ partition: 0, key: null, value: Buffer.from('v'), headers: [], timestampMs })
    const message = await fetched([at(5), at(7)], 0, (batch) => batch.writeInt16BE(0x08, 9))
    const batch = recordsOf([message], 0, 2)
    expect([batch.timestampMs(0), batch.timestampMs(1)]).toEqual([7, 7])
  })

  it('has no record of a batch that compaction left empty, and its last offset all the same', async () => {
    const empty = await fetched([], 40, (batch) => batch.writeInt32BE(9, 11))
    expect(empty.offset).toBe('49')
    expect(recordsOf([empty], 40, 50)).toMatchObject({ count: 0, nextOffset: 50 })
  })
})
