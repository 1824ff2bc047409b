import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from '../../src/log/crc32c.ts'
import { encodeRecordBatch } from '../../src/log/kafka-produce-request.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import { recordBytes } from '../../src/log/record-bytes.ts'

const require = createRequire(import.meta.url)
/** kafkajs' own decoder shares no code with the encoder under test. */
const Decoder = require('kafkajs/src/protocol/decoder')
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder')
const kafkajsCrc: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C')

const nobody = { producerId: -1n, producerEpoch: -1, firstSequence: -1, transactional: false }

const bytes = fc.uint8Array({ maxLength: 300 }).map((values) => Buffer.from(values))
const record: fc.Arbitrary<OutgoingRecord> = fc.record({
  partition: fc.constant(0),
  key: fc.option(bytes),
  value: fc.option(bytes),
  // kafkajs gathers headers by name and takes integers first: names that keep their place with it.
  headers: fc.uniqueArray(
    fc.record({ key: fc.string({ unit: 'grapheme' }).map((name) => `h${name}`), value: fc.option(bytes) }),
    {
      selector: ({ key }) => key,
      maxLength: 4,
    },
  ),
  timestampMs: fc.integer({ min: 0, max: 2 ** 52 - 1 }),
})

describe('encodeRecordBatch', () => {
  it('is read by another decoder as the records that it was made of', () =>
    fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 150 }), async (records) => {
        const batch = encodeRecordBatch(records, {
          producerId: 7n,
          producerEpoch: 3,
          firstSequence: 11,
          transactional: true,
        })
        const decoded = await decodeBatch(new Decoder(batch))
        expect(decoded).toMatchObject({ producerId: '7', producerEpoch: 3, firstSequence: 11, inTransaction: true })
        expect(decoded.maxTimestamp).toBe(String(Math.max(...records.map(({ timestampMs }) => timestampMs))))
        for (const [i, { key, value, headers, timestampMs }] of records.entries()) {
          expect(decoded.records[i]).toMatchObject({ offset: String(i), timestamp: String(timestampMs), key, value })
          expect(Object.entries(decoded.records[i].headers)).toEqual(
            headers.map((header) => [header.key, header.value]),
          )
        }
      }),
    ))

  it('keeps a time that is none within what can be stored', async () => {
    const at = (timestampMs: number) => ({ partition: 0, key: null, value: null, headers: [], timestampMs })
    const decoded = await decodeBatch(new Decoder(encodeRecordBatch([at(2 ** 63), at(-(2 ** 63)), at(0)], nobody)))
    expect(decoded.records.map(({ timestamp }: { timestamp: string }) => Number(timestamp))).toEqual([
      2 ** 52 - 1,
      -1,
      0,
    ])
  })

  it('is never larger than its records were estimated to be', () =>
    fc.assert(
      fc.property(record, (only) => {
        expect(encodeRecordBatch([only], nobody).length).toBeLessThanOrEqual(recordBytes(only))
      }),
    ))

  it('carries the checksum of all that comes after it', () => {
    const records = [{ partition: 0, key: null, value: Buffer.from('a'), headers: [], timestampMs: 0 }]
    const batch = encodeRecordBatch(records, nobody)
    expect(batch.readUInt32BE(17)).toBe(kafkajsCrc(batch.subarray(21)))
  })
})

describe('crc32c', () => {
  it('gives the check value of its specification', () => {
    expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283)
  })

  it('agrees with another implementation on any part of any bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(8), fc.nat(8), (values, before, after) => {
        const all = Buffer.concat([Buffer.alloc(before, 1), values, Buffer.alloc(after, 2)])
        expect(crc32c(all, before, before + values.length)).toBe(kafkajsCrc(Buffer.from(values)))
      }),
    ))
})
