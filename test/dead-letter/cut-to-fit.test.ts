import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutToFit } from '../../src/dead-letter/cut-to-fit.ts'
import { headersOfOrigin, type Origin, originOf, withoutOrigin } from '../../src/dead-letter/headers.ts'
import { encodeRecordBatch } from '../../src/log/kafka-produce-request.ts'
import type { Header, OutgoingRecord } from '../../src/log/record-batch.ts'
import { recordBytes } from '../../src/log/record-bytes.ts'

const origin: Origin = { topic: 'events', partition: 3, offset: 7, reason: 'schema', errors: [], attempt: 1 }

const letterOf = (keyBytes: number, valueBytes: number, headerBytes: number): OutgoingRecord => {
  const original: Header[] = headerBytes === 0 ? [] : [{ key: 'trace', value: Buffer.alloc(headerBytes, 'h') }]
  const headers = headersOfOrigin(origin)(original, origin)
  const key = Buffer.alloc(keyBytes, 'k')
  return { partition: 0, key, value: Buffer.alloc(valueBytes, 'v'), headers, timestampMs: 0 }
}
/** What our own headers take, and the frames of a record without any others. */
const OWN_BYTES = recordBytes(letterOf(0, 0, 0))
const LIMIT = OWN_BYTES + 1_000

type Sizes = readonly [keyBytes: number, valueBytes: number, headerBytes: number]

const cut = (sizes: Sizes) => {
  const letter = cutToFit(letterOf(...sizes), LIMIT)
  const { key, value, headers } = letter
  const truncated = headers.find((header) => header.key === 'tideline.truncated')?.value?.toString()
  const original = withoutOrigin(headers)
  return { key: key?.length, value: value?.length, headers: original.length, truncated, bytes: recordBytes(letter) }
}
/** What the header that says so takes, at its longest. */
const TOLD = 10 + 'tideline.truncated'.length + 'value,headers,key'.length

describe('a letter that its topic does not take', () => {
  it.each([
    ['fits: it stays as it is', [100, 900, 0], { key: 100, value: 900, headers: 0, truncated: undefined }],
    ['one byte over: its value is cut', [100, 901, 0], { key: 100, value: 900 - TOLD, headers: 0, truncated: 'value' }],
    ['a value of 10 MB', [100, 10_000_000, 0], { key: 100, value: 900 - TOLD, headers: 0, truncated: 'value' }],
    [
      'headers that leave some room',
      [100, 901, 100],
      { key: 100, value: 900 - 115 - TOLD, headers: 1, truncated: 'value' },
    ],
    ['headers that leave none', [100, 100, 900], { key: 100, value: 100, headers: 0, truncated: 'headers' }],
    [
      'headers that leave none, and a long value',
      [100, 1_000, 900],
      { key: 100, value: 900 - TOLD, headers: 0, truncated: 'value,headers' },
    ],
    [
      'a key that leaves none',
      [2_000, 10, 10],
      { key: 1_000 - TOLD, value: 0, headers: 0, truncated: 'value,headers,key' },
    ],
    ['a key alone', [2_000, 0, 0], { key: 1_000 - TOLD, value: 0, headers: 0, truncated: 'key' }],
  ] as const)('%s', (_, sizes, expected) => {
    const { bytes, ...left } = cut(sizes)
    expect(left).toEqual(expected)
    expect(bytes).toBeLessThanOrEqual(LIMIT)
  })

  it('keeps nulls', () => {
    const letter = { ...letterOf(0, 0, 2_000), key: null, value: null }
    expect(cutToFit(letter, LIMIT)).toMatchObject({ key: null, value: null })
  })

  it('is never larger than the topic takes, as a Kafka batch, and can be read back', () => {
    const size = fc.oneof(fc.nat(100), fc.nat(3_000))
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: TOLD, max: 4_000 }), (key, value, headers, more) => {
        const letter = cutToFit(letterOf(key, value, headers), OWN_BYTES + more)
        expect(recordBytes(letter)).toBeLessThanOrEqual(OWN_BYTES + more)
        expect(encodeRecordBatch([letter], NOBODY).length).toBeLessThanOrEqual(OWN_BYTES + more)
        const { truncated, ...read } = originOf(letter.headers)!
        expect(read).toEqual(origin)
        const isWhole = letter.key?.length === key && letter.value?.length === value
        const hasHeaders = withoutOrigin(letter.headers).length === (headers === 0 ? 0 : 1)
        expect(truncated ?? false).toBe(!(isWhole && hasHeaders))
      }),
    )
  })
})

const NOBODY = { producerId: -1n, producerEpoch: -1, firstSequence: -1, transactional: false }
