import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addLetters, countByReason, countByTenant, lettersIn } from '../../src/dead-letter/count-letters.ts'
import { deadLetter } from '../support/outputs.ts'

const lettersOf = (tenants: readonly (string | null)[]) => tenants.map((tenant) => deadLetter(1, 'schema', tenant))

describe('countByTenant', () => {
  it('names those with the most, the most first, and adds up the others', () => {
    const letters = lettersOf(['a', 'b', null, 'b', 'c', 'c', 'c', 'd'])
    const { tenants, others, unknown } = countByTenant(letters, 2)
    expect([...tenants]).toEqual([
      ['c', 3],
      ['b', 2],
    ])
    expect({ others, unknown }).toEqual({ others: 2, unknown: 1 })
  })

  it('takes any name for a name', () => {
    const { tenants } = countByTenant(lettersOf(['__proto__', 'constructor', '']), 10)
    expect([...tenants.keys()]).toEqual(['', '__proto__', 'constructor'])
  })
})

describe('addLetters', () => {
  it('loses no letter, names no more than asked for, and never says more of a tenant than there are', () => {
    const tenant = fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.array(fc.array(tenant), { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (commits, most) => {
        const sum = commits
          .map((tenants) => countByTenant(lettersOf(tenants), most))
          .reduce((a, b) => addLetters(a, b, most), countByTenant([], most))
        const all = commits.flat()
        expect(lettersIn(sum)).toBe(all.length)
        expect(sum.tenants.size).toBeLessThanOrEqual(most)
        for (const [name, letters] of sum.tenants)
          expect(letters).toBeLessThanOrEqual(all.filter((one) => one === name).length)
      }),
    )
  })

  it('is exact where there is room', () => {
    const [a, b] = [countByTenant(lettersOf(['a', 'b']), 9), countByTenant(lettersOf(['b', null]), 9)]
    expect(addLetters(a, b, 9)).toEqual(countByTenant(lettersOf(['a', 'b', 'b', null]), 9))
  })
})

describe('countByReason', () => {
  it('has only the reasons that there were', () => {
    expect(countByReason([deadLetter(1), deadLetter(1, 'schema'), deadLetter(1)])).toEqual({ bad_json: 2, schema: 1 })
  })
})
