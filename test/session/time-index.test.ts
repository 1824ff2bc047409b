import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimeIndex } from '../../src/session/time-index.ts'
import { heapBytes } from '../time/heap-bytes.ts'
import { stillHeld } from './still-held.ts'

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

  it('does not grow with what was added and taken, over years', () => {
    const index = indexOf(['stays', 1e15])
    const bytes = heapBytes()
    for (let i = 0; i < 200_000; i++) {
      index.add('comes and goes', i * 3_600_000, '')
      index.takeEarliest(i * 3_600_000)
    }
    expect(heapBytes() - bytes).toBeLessThan(1_000_000)
    expect(takeAll(index)).toEqual(['STAYS'])
  })

  it('holds at most twice the entries that are live, however far apart their times are', async () => {
    const index = new TimeIndex<object>()
    const values: WeakRef<object>[] = []
    const add = (i: number) => {
      const value = { i }
      values.push(new WeakRef(value))
      index.add(`${i}`, i * 1e9, value)
    }
    for (let i = 0; i < 10_000; i++) add(i)
    for (let i = 0; i < 9_000; i++) index.remove(`${(i * 7) % 10_000}`)
    expect(await stillHeld(values)).toBeLessThanOrEqual(2 * index.size + 64)
    for (let i = 9_000; i < 10_000; i++) index.remove(`${(i * 7) % 10_000}`)
    expect([index.size, index.takeEarliest()]).toEqual([0, undefined])
    expect(await stillHeld(values)).toBe(0)
  })

  it('is a sorted list that is searched, whatever is added, removed and taken', () => {
    const key = fc.constantFrom(...'abcdefgh')
    // Some within a millisecond of each other, some in neighbouring buckets, some years apart.
    const ms = fc.oneof(
      fc.nat(9),
      fc.tuple(fc.nat(4), fc.integer({ min: -1, max: 1 })).map(([bucket, beside]) => bucket * 10_000 + beside),
      fc.nat(253_402_300_799_999),
    )
    const command = fc.oneof(
      fc.record({ do: fc.constant('add' as const), key, ms }),
      fc.record({ do: fc.constant('remove' as const), key, ms: fc.constant(0) }),
      fc.record({ do: fc.constant('take' as const), key, ms: fc.oneof(ms, fc.constant(undefined)) }),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 400, size: 'max' }), (commands) => {
        const index = indexOf()
        let list: { key: string; ms: number; value: string }[] = []
        for (const [i, { do: what, key, ms }] of commands.entries()) {
          if (what === 'add' && index.get(key) === undefined) {
            const value = `${key}${i}`
            index.add(key, ms!, value)
            list.push({ key, ms: ms!, value })
            list.sort((a, b) => a.ms - b.ms || (a.key < b.key ? -1 : 1))
          } else if (what === 'remove') {
            index.remove(key)
            list = list.filter((entry) => entry.key !== key)
          } else if (what === 'take') {
            const earliest = list[0] !== undefined && (ms === undefined || list[0].ms <= ms) ? list.shift() : undefined
            expect(index.takeEarliest(ms)?.value).toBe(earliest?.value)
          }
          expect(index.get(key)?.value).toBe(list.find((entry) => entry.key === key)?.value)
          expect(index.size).toBe(list.length)
        }
        expect(Array.from(index.values(), ({ value }) => value).sort()).toEqual(list.map(({ value }) => value).sort())
        expect(takeAll(index)).toEqual(list.map(({ value }) => value))
      }),
      { numRuns: 300 },
    )
  })
})

describe('what a TimeIndex has to save', () => {
  const changesOf = (index: TimeIndex<string>, what: 'whole' | 'changes' = 'changes') => {
    const { added, gone } = index.save(what)
    return [added.map(({ value }) => value), gone.map(({ value }) => value)]
  }

  it('is what came and what went since the last saving', () => {
    const index = indexOf(['a', 1], ['b', 2], ['c', 3])
    expect(changesOf(index)).toEqual([['A', 'B', 'C'], []])
    index.remove('b')
    index.takeEarliest()
    index.add('d', 4, 'D')
    expect(changesOf(index)).toEqual([['D'], ['B', 'A']])
    expect(changesOf(index)).toEqual([[], []])
  })

  it('is not what came and went between two savings, but what went and came again', () => {
    const index = indexOf(['a', 1], ['stays', 9])
    changesOf(index)
    index.add('b', 2, 'B')
    index.remove('b')
    index.remove('a')
    index.add('a', 3, 'again')
    expect(changesOf(index)).toEqual([['again'], ['A']])
  })

  it('is all that there is in a whole saving, behind which nothing has changed', () => {
    const index = indexOf(['a', 1], ['b', 2])
    changesOf(index)
    index.remove('a')
    index.add('c', 3, 'C')
    expect(changesOf(index, 'whole')).toEqual([['B', 'C'], []])
    expect(changesOf(index)).toEqual([[], []])
  })
})
