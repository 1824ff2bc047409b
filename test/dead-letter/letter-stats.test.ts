import { describe, expect, it } from 'vitest'
import { LetterStats } from '../../src/dead-letter/letter-stats.ts'
import type { Letter } from '../../src/dead-letter/read-letters.ts'
import type { Fate } from '../../src/dead-letter/settled-letters.ts'
import { letterWith, originWith } from './letters.ts'

const numbersOf = (letters: Iterable<Letter>, fateOf: (letter: Letter) => Fate = () => 'unresolved') => {
  const stats = new LetterStats()
  for (const letter of letters) stats.add(letter, fateOf(letter))
  return stats.numbers()
}
const errorAt = (path: string) => ({ path, expected: 'another' })
const NOON_MS = letterWith().appendedMs

describe('the numbers of dead letters', () => {
  it('are none of none', () => {
    expect(numbersOf([])).toMatchObject({
      letters: 0,
      fates: { unresolved: 0, redriven: 0, parked: 0, settled: 0 },
      oldestUnresolved: null,
      reasons: [],
      tenants: [],
      otherTenants: { names: 0, letters: 0 },
      buckets: [],
      attempts: [],
    })
  })

  it('are by reason and field, a letter with two wrong fields in both', () => {
    const both = letterWith({ origin: originWith({ errors: [errorAt('$.a'), errorAt('$.b'), errorAt('$.b')] }) })
    const one = letterWith({ offset: 1, origin: originWith({ errors: [errorAt('$.b')] }) })
    const bare = letterWith({ origin: originWith({ reason: 'empty', errors: [] }) })
    const { reasons } = numbersOf([bare, both, one, letterWith({ origin: null })], ({ offset }) =>
      offset === 1 ? 'parked' : 'unresolved',
    )
    expect(reasons.map(({ reason, letters, unresolved, paths }) => [reason, letters, unresolved, paths])).toEqual([
      [
        'schema',
        2,
        1,
        [
          { path: '$.b', letters: 2, unresolved: 1 },
          { path: '$.a', letters: 1, unresolved: 1 },
        ],
      ],
      ['empty', 1, 1, []],
      [null, 1, 1, []],
    ])
  })

  it('know what became of them, and which has waited the longest of those that wait', () => {
    const at = (offset: number, ms: number) => letterWith({ offset, appendedMs: NOON_MS + ms })
    const letters = [at(0, -500), at(1, 100), at(2, -100), at(3, -100), letterWith({ offset: 4, appendedMs: -1 })]
    const fates: Fate[] = ['redriven', 'unresolved', 'unresolved', 'unresolved', 'unresolved']
    const { fates: found, oldestUnresolved } = numbersOf(letters, ({ offset }) => fates[offset]!)
    expect(found).toEqual({ unresolved: 4, redriven: 1, parked: 0, settled: 0 })
    expect(oldestUnresolved).toMatchObject({ offset: 2 })
    expect(numbersOf(letters, () => 'settled').oldestUnresolved).toBeNull()
  })

  it('have the twenty most frequent tenants of 10,000, and the others as one', () => {
    const letters = Array.from({ length: 10_000 }, (_, i) => letterWith({ origin: originWith({ tenant: `t${i}` }) }))
    const loud = Array.from({ length: 5 }, () => letterWith({ origin: originWith({ tenant: 't7777' }) }))
    const { tenants, otherTenants, tenantUnknown } = numbersOf([...letters, ...loud, letterWith({ origin: null })])
    expect(tenants).toHaveLength(20)
    expect(tenants[0]).toEqual({ name: 't7777', letters: 6, unresolved: 6, missedAtMost: 0 })
    expect(otherTenants).toEqual({ names: 9_980, letters: 9_980, unresolved: 9_980, isAtLeast: false })
    expect(tenantUnknown).toEqual({ letters: 1, unresolved: 1 })
  })

  it('take no more memory for a flood of tenants and fields that somebody made up', () => {
    const letters = function* () {
      for (let i = 0; i < 50_000; i++)
        yield letterWith({ origin: originWith({ tenant: `t${i}`, errors: [errorAt(`$.${i}`)] }) })
      yield letterWith({ origin: originWith({ tenant: 'x'.repeat(600), errors: [errorAt('x'.repeat(600))] }) })
    }
    const { reasons, otherTenants, tenantUnknown } = numbersOf(letters())
    expect(reasons[0]!.paths).toHaveLength(100)
    expect(reasons[0]!.otherPaths.letters).toBe(49_901)
    expect(otherTenants.isAtLeast).toBe(true)
    expect(otherTenants.names).toBeLessThanOrEqual(20_000)
    expect(otherTenants.letters).toBe(49_980)
    expect(tenantUnknown.letters).toBe(1)
  })

  it('are by attempt, three and more together; a letter that does not say has failed once', () => {
    const attempts = [undefined, 1, 2, 3, 99, -4]
    const letters = attempts.map((attempt) =>
      letterWith({ origin: originWith(attempt === undefined ? {} : { attempt }) }),
    )
    expect(numbersOf([...letters, letterWith({ origin: null })]).attempts).toEqual([
      { attempt: 1, letters: 3 },
      { attempt: 2, letters: 1 },
      { attempt: 3, letters: 2 },
    ])
  })

  it('are by the time they were written', () => {
    const letters = [0, 0, 2_000].map((ms) => letterWith({ appendedMs: NOON_MS + ms }))
    const { bucketMs, buckets, untimed } = numbersOf([...letters, letterWith({ appendedMs: -1 })])
    expect({ bucketMs, untimed }).toEqual({ bucketMs: 1_000, untimed: 1 })
    expect(buckets.map(({ letters }) => letters)).toEqual([2, 0, 1])
  })
})
