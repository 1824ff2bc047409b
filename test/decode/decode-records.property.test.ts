import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { lastValueFrom, of, toArray } from 'rxjs'
import { expect, it } from 'vitest'
import { decodeEvent } from '../../src/decode/decode-event.ts'
import { type Decoded, decodeRecords } from '../../src/decode/decode-records.ts'
import { encodeBatches, StoredBatch } from '../../src/log/embedded-batch.ts'
import type { RecordBatch } from '../../src/log/record-batch.ts'
import { syntheticEvents } from '../../src/produce/synthetic-events.ts'
import { delivery } from '../support/events.ts'

const OPTIONS = { maxFutureMs: 1_000 }

/** Records as the embedded log stores them: one behind the other in the same bytes. */
const storedBatch = (values: readonly (Buffer | null)[], timestampMs: number): RecordBatch => {
  const records = values.map((value) => ({ partition: 0, key: null, value, headers: [], timestampMs }))
  return new StoredBatch(encodeBatches(records)[0]!.bytes, 0)
}

/** What each record is by JSON.parse and the codec alone, without the scanner. */
const byDefinition = (values: readonly (Buffer | null)[], timestampMs: number) =>
  values.map((value) => {
    const decoded = decodeEvent(value, timestampMs, OPTIONS)
    return isRight(decoded) ? decoded.right : decoded.left
  })

const outcomeOf = (decoded: Decoded) =>
  decoded.kind === 'event' ? decoded : decoded.kind === 'rejected' ? decoded.failure : null

const synthetic = [
  ...syntheticEvents({ seed: 5, startMs: 1e12, rate: 7, tenants: 5, invalidShare: 0.3, lateShare: 0.1, count: 200 }),
]
const mutated = fc
  .tuple(fc.constantFrom(...synthetic), fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }))
  .map(([value, at, cut, put]) => {
    const from = at % (value.length + 1)
    return Buffer.concat([value.subarray(0, from), Buffer.from(put), value.subarray(from + cut)])
  })
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...synthetic) },
  { weight: 4, arbitrary: mutated },
  { weight: 2, arbitrary: fc.json().map((json) => Buffer.from(json)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom(null, Buffer.alloc(0), Buffer.from('   ')) },
)

it('makes of each record of a batch what the definition makes of it, whatever lies before and behind it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, 1e12, 2e12),
      async (values, ms) => {
        const decoded$ = of(delivery(storedBatch(values, ms))).pipe(decodeRecords(OPTIONS), toArray())
        const outcomes = (await lastValueFrom(decoded$)).map(outcomeOf).filter((outcome) => outcome !== null)
        expect(outcomes).toEqual(byDefinition(values, ms))
      },
    ),
    { numRuns: 3_000 },
  )
})
