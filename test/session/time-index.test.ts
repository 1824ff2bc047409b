import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimeIndex } from '../../src/session/time-index.ts'
import { heapBytes } from '../time/heap-bytes.ts'

const indexOf = (...entries: readonly (readonly [key: string, ms: number])[]) => {
  const index = new TimeIndex<string>()
  for (const [key, ms] of entries) index.add(key, ms, key.toUpperCase())
  return index
}
const takeAll = (index: TimeIndex<string>, ms?: number): string[] => {
  const taken: string[] = []
  for (let entry = index.takeEarliest(ms); entry !== undefined; entry = index.takeEarliest(ms)) taken.push(entry.value)
  return taken
}

describe('TimeIndex', () => {
  it('finds a value by its key', () => {
    const index = indexOf(['a', 3], ['b', 1])
    expect(index.get('a')).toMatchObject({ ms: 3, value: 'A' })
    expect(index.get('c')).toBeUndefined()
    expect(index.size).toBe(2)
  })

  it('is empty at first', () => {
    const index = indexOf()
    expect([index.size, index.takeEarliest(), [...index.values()]]).toEqual([0, undefined, []])
  })

  it('takes values in the order of their time, up to a time and with it', () => {
    const index = indexOf(['a', 3], ['b', 1], ['c', 2], ['d', 4])
    expect(takeAll(index, 0)).toEqual([])
    expect(takeAll(index, 3)).toEqual(['B', 'C', 'A'])
    expect([index.size, index.get('b')]).toEqual([1, undefined])
    expect(takeAll(index)).toEqual(['D'])
  })

  it('takes equal times in the order of their keys, whenever they were added', () => {
    expect(takeAll(indexOf(['c', 1], ['a', 1], ['b', 1]))).toEqual(['A', 'B', 'C'])
  })

  it('does not take what was removed, and takes what came again under the key', () => {
    const index = indexOf(['a', 1], ['b', 2])
    index.remove('a')
    index.remove('unknown')
    expect([index.size, index.get('a')]).toEqual([1, undefined])
    index.add('a', 5, 'again')
    expect(takeAll(index)).toEqual(['B', 'again'])
  })

  it('has the keys of every object for keys like any other', () => {
    const index = indexOf(['__proto__', 2], ['constructor', 1])
    expect(takeAll(index)).toEqual(['CONSTRUCTOR', '__PROTO__'])
  })

  it('does not grow with what was added and removed', () => {
    const index = indexOf(['stays', -1])
    const bytes = heapBytes()
    for (let i = 0; i < 500_000; i++) {
      index.add('comes and goes', i, '')
      index.remove('comes and goes')
    }
    expect(heapBytes() - bytes).toBeLessThan(1_000_000)
    expect(takeAll(index)).toEqual(['STAYS'])
  })

  it('is a sorted list that is searched, whatever is added, removed and taken', () => {
    const key = fc.constantFrom(...'abcdefgh')
    const command = fc.oneof(
      fc.record({ do: fc.constant('add' as const), key, ms: fc.nat(9) }),
      fc.record({ do: fc.constant('remove' as const), key, ms: fc.constant(0) }),
      fc.record({ do: fc.constant('take' as const), key, ms: fc.nat(9) }),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300, size: 'max' }), (commands) => {
        const index = indexOf()
        let list: { key: string; ms: number }[] = []
        for (const { do: what, key, ms } of commands) {
          if (what === 'add' && index.get(key) === undefined) {
            index.add(key, ms, key)
            list.push({ key, ms })
            list.sort((a, b) => a.ms - b.ms || (a.key < b.key ? -1 : 1))
          } else if (what === 'remove') {
            index.remove(key)
            list = list.filter((entry) => entry.key !== key)
          } else if (what === 'take') {
            const earliest = list[0] !== undefined && list[0].ms <= ms ? list.shift() : undefined
            expect(index.takeEarliest(ms)?.value).toBe(earliest?.key)
          }
          expect(index.size).toBe(list.length)
        }
        expect(takeAll(index)).toEqual(list.map(({ key }) => key))
      }),
      { numRuns: 200 },
    )
  })
})
