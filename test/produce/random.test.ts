import { describe, expect, it } from 'vitest'
import { seededRandom, xoshiro128 } from '../../src/produce/random.ts'

const take = <A>(n: number, next: () => A): A[] => Array.from({ length: n }, next)

describe('xoshiro128**', () => {
  it('gives the numbers of the reference implementation in C', () => {
    const random = xoshiro128([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0])
    expect(take(4, random.uint32)).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70])
  })
})

describe('a seed', () => {
  it('gives the same numbers again, another one others', () => {
    const a = take(100, seededRandom(7).uint32)
    expect(take(100, seededRandom(7).uint32)).toEqual(a)
    expect(take(100, seededRandom(8).uint32)).not.toEqual(a)
  })

  it.each([0, 1, 2 ** 32 - 1])('of %i spreads its numbers evenly', (seed) => {
    const random = seededRandom(seed)
    const counts = new Array<number>(10).fill(0)
    for (const n of take(100_000, () => random.below(10))) counts[n]!++
    // 10,000 each, with a standard deviation of 95.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})
