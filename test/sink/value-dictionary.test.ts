import { describe, expect, it } from 'vitest'
import { Scratch } from '../../src/sink/scratch.ts'
import { ValueDictionary } from '../../src/sink/value-dictionary.ts'

const indices = (dictionary: ValueDictionary, text: string) => {
  const found = dictionary.indicesOf([...text], new Scratch())
  return found === null ? null : [...found].join('')
}

describe('ValueDictionary', () => {
  it('numbers values in the order of their coming, over all pages', () => {
    const dictionary = new ValueDictionary()
    expect(indices(dictionary, 'bbabcaba')).toBe('00102101')
    expect(indices(dictionary, 'cccd')).toBe('2223')
    expect(dictionary.size).toBe(4)
    expect(dictionary.values()).toEqual(['b', 'a', 'c', 'd'])
  })

  it('is over with the first page that adds more than half as many values as it has, and forgets those', () => {
    const dictionary = new ValueDictionary()
    expect(indices(dictionary, 'aabb')).toBe('0011')
    expect(indices(dictionary, 'cdbb')).toBe('2311')
    expect(indices(dictionary, 'aefg')).toBeNull()
    expect(indices(dictionary, 'aaaaaaaa')).toBeNull()
    expect(dictionary.size).toBe(4)
    expect(dictionary.values()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is not worth it for one value', () => {
    const dictionary = new ValueDictionary()
    expect(indices(dictionary, 'a')).toBeNull()
    expect(dictionary.values()).toEqual([])
  })
})
