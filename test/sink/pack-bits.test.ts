import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packBits } from '../../src/sink/pack-bits.ts'

/** All values as one large number, the first one lowest; its bytes from the lowest on. */
const packed = (values: readonly number[], width: number): number[] => {
  const all = values.reduce((sum, value, i) => sum | (BigInt(value) << BigInt(i * width)), 0n)
  return Array.from({ length: Math.ceil((values.length * width) / 8) }, (_, i) => Number((all >> BigInt(8 * i)) & 255n))
}

const widthAndValues = fc
  .integer({ min: 0, max: 32 })
  .chain((width) => fc.tuple(fc.constant(width), fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }))))

describe('packBits', () => {
  it('packs the example of the Parquet format: 0 to 7 in three bits each', () => {
    const out = Buffer.alloc(3)
    expect(packBits(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 0, 8, 3, out, 0)).toBe(3)
    expect([...out]).toEqual([0b10001000, 0b11000110, 0b11111010])
  })

  it('packs values of any width as one large number would', () => {
    fc.assert(
      fc.property(widthAndValues, fc.nat(4), ([width, values], at) => {
        const bytes = packed(values, width)
        const out = Buffer.alloc(at + bytes.length + 1, 0xee)
        const around = [1, ...values, 1]
        expect(packBits(Uint32Array.from(around), 1, around.length - 1, width, out, at)).toBe(at + bytes.length)
        expect([...out.subarray(at)]).toEqual([...bytes, 0xee])
      }),
    )
  })
})
