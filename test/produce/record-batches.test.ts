import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordBatches } from '../../src/produce/record-batches.ts'

const MIB = 1024 * 1024
const big = Buffer.alloc(5 * MIB)
const sizes = (values: readonly Buffer[]) => [...recordBatches(values)].map((batch) => batch.length)

describe('a batch', () => {
  it('has at most 5,000 values', () => {
    expect(sizes(new Array<Buffer>(12_000).fill(Buffer.from('x')))).toEqual([5_000, 5_000, 2_000])
  })

  it('has at most 4 MiB, unless a single value is larger', () => {
    const mib = Buffer.alloc(MIB)
    expect(sizes([big, mib, mib, mib, mib, mib, big, mib])).toEqual([1, 4, 1, 1, 1])
  })

  it('is none where there is nothing', () => {
    expect(sizes([])).toEqual([])
  })

  it('neither loses, repeats nor reorders', () => {
    const anyValue = fc.oneof(
      fc.nat(100).map((n) => Buffer.alloc(n)),
      fc.integer({ min: 1, max: 5 }).map((n) => big.subarray(0, n * MIB)),
    )
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 50 }), (values) => {
        expect([...recordBatches(values)].flat().map((value, i) => value === values[i])).toEqual(values.map(() => true))
      }),
    )
  })

  it('asks for no more than it needs', () => {
    let asked = 0
    const endless = function* () {
      for (;;) yield Buffer.from(String(asked++))
    }
    recordBatches(endless()).next()
    expect(asked).toBeLessThanOrEqual(5_001)
  })
})
