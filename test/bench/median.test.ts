import { describe, expect, it } from 'vitest'
import { median, medianIfKnown } from './median.ts'

describe('median', () => {
  it('is the middle one, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2)
  })

  it('is the mean of the two in the middle', () => {
    expect(median([4, 1, 100, 2])).toBe(3)
  })

  it('leaves its numbers in their order', () => {
    const numbers = [3, 1, 2]
    median(numbers)
    expect(numbers).toEqual([3, 1, 2])
  })

  it('does not make up a number out of none', () => {
    expect(() => median([])).toThrow('no median of nothing')
  })

  it('is unknown where one is unknown', () => {
    expect([medianIfKnown([1, null, 3]), medianIfKnown([1, 2, 3])]).toEqual([null, 2])
  })
})
