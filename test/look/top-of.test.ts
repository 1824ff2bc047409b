import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topOf } from '../../src/look/top-of.ts'

describe('topOf', () => {
  it('is the first of all in order, the most first, equal ones by name', () => {
    const numbers = fc.uniqueArray(fc.tuple(fc.string(), fc.nat(20)), { selector: ([name]) => name, maxLength: 200 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 12 }), (entries, most) => {
        const inOrder = [...entries].sort(([a, inA], [b, inB]) => (inA === inB ? (a > b ? 1 : -1) : inB - inA))
        expect(topOf(new Map(entries), most)).toEqual(inOrder.slice(0, most).map(([name]) => name))
      }),
    )
  })
})
