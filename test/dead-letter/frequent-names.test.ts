import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrequentNames } from '../../src/dead-letter/frequent-names.ts'

const counted = (most: number, names: readonly string[]) => {
  const frequent = new FrequentNames(most)
  for (const name of names) frequent.add(name, false)
  return frequent
}
const times = (name: string, count: number) => Array.from({ length: count }, () => name)

describe('frequent names', () => {
  it('are counted exactly up to twice as many as are kept, the most frequent first, then by name', () => {
    const names = counted(2, ['b', 'a', 'c', 'c', 'd'])
    expect(names.top(3).map(({ name, letters, missedAtMost }) => [name, letters, missedAtMost])).toEqual([
      ['c', 2, 0],
      ['a', 1, 0],
      ['b', 1, 0],
    ])
    expect(names.forgotten).toBe(0)
  })

  it('count what is unresolved beside', () => {
    const names = new FrequentNames(1)
    for (const isUnresolved of [true, false, true]) names.add('a', isUnresolved)
    expect(names.top(1)).toEqual([{ name: 'a', letters: 3, unresolved: 2, missedAtMost: 0 }])
  })

  it('stay when a flood of others passes, who say what they may have missed', () => {
    const flood = Array.from({ length: 100_000 }, (_, i) => `x${i}`)
    const names = counted(10, [...times('a', 50_000), ...flood, 'a'])
    expect(names.size).toBeLessThanOrEqual(20)
    expect(names.top(1)).toEqual([{ name: 'a', letters: 50_001, unresolved: 0, missedAtMost: 0 }])
    expect(names.top(20).at(-1)!.missedAtMost).toBe(names.forgotten)
    expect(names.forgotten).toBeGreaterThan(0)
  })

  it('have no more letters than counted and missed, no fewer than counted, and who is not kept has no more than were forgotten', () => {
    const anyNames = fc.array(
      fc.nat(30).map((n) => `n${Math.floor(Math.sqrt(n))}${n % 3}`),
      { maxLength: 300 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), anyNames, (most, all) => {
        const names = counted(most, all)
        expect(names.size).toBeLessThanOrEqual(2 * most)
        expect(names.forgotten).toBeLessThanOrEqual(all.length / most)
        const kept = new Map(names.top(names.size).map((one) => [one.name, one]))
        for (const name of new Set(all)) {
          const truly = all.filter((one) => one === name).length
          const { letters, missedAtMost } = kept.get(name) ?? { letters: 0, missedAtMost: names.forgotten }
          expect(letters).toBeLessThanOrEqual(truly)
          expect(letters + missedAtMost).toBeGreaterThanOrEqual(truly)
        }
      }),
    )
  })
})
