import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionName } from '../../src/session/name-map.ts'
import { TimeIndex } from '../../src/session/time-index.ts'
import { sessionId, tenantId } from '../support/events.ts'
import { heapBytes } from '../time/heap-bytes.ts'
import { stillHeld } from './still-held.ts'

/** `a` is the session a of tenant t; `b/a` that of tenant b. */
const named = (name: string): SessionName => {
  const [session, tenant = 't'] = name.split('/').reverse()
  return { tenant: tenantId(tenant), sessionId: sessionId(session!) }
}
const nameOf = ({ tenant, sessionId }: SessionName): string => (tenant === 't' ? sessionId : `${tenant}/${sessionId}`)

const indexOf = (...entries: readonly (readonly [name: string, ms: number])[]) => {
  const index = new TimeIndex()
  for (const [name, ms] of entries) index.add(named(name), ms)
  return index
}
const takeAll = (index: TimeIndex, ms?: number): string[] => {
  const taken: string[] = []
  for (let entry = index.takeEarliest(ms); entry !== undefined; entry = index.takeEarliest(ms))
    taken.push(nameOf(entry))
  return taken
}

/** The tenant, then the session. */
const inOrder = (name: string): string => (name.includes('/') ? name : `t/${name}`)

describe('TimeIndex', () => {
  it('finds a session by its name', () => {
    const index = indexOf(['a', 3], ['b', 1], ['other/a', 2])
    expect(index.get(named('a'))).toMatchObject({ tenant: 't', sessionId: 'a', ms: 3 })
    expect(index.get(named('other/a'))).toMatchObject({ tenant: 'other', sessionId: 'a', ms: 2 })
    expect(index.get(named('c'))).toBeUndefined()
    expect(index.size).toBe(3)
  })

  it('is empty at first', () => {
    const index = indexOf()
    expect([index.size, index.takeEarliest(), [...index.values()]]).toEqual([0, undefined, []])
  })

  it('takes sessions in the order of their time, up to a time and with it', () => {
    const index = indexOf(['a', 3], ['b', 1], ['c', 2], ['d', 4])
    expect(takeAll(index, 0)).toEqual([])
    expect(takeAll(index, 3)).toEqual(['b', 'c', 'a'])
    expect([index.size, index.get(named('b'))]).toEqual([1, undefined])
    expect(takeAll(index)).toEqual(['d'])
  })

  it('takes equal times in the order of their names, whenever they were added', () => {
    expect(takeAll(indexOf(['c', 1], ['a', 1], ['z/a', 1], ['b', 1], ['s/d', 1]))).toEqual([
      's/d',
      'a',
      'b',
      'c',
      'z/a',
    ])
  })

  it('does not take what was removed, and takes what came again', () => {
    const index = indexOf(['a', 1], ['b', 2])
    index.remove(named('a'))
    index.remove(named('unknown'))
    expect([index.size, index.get(named('a'))]).toEqual([1, undefined])
    index.add(named('a'), 5)
    expect(takeAll(index)).toEqual(['b', 'a'])
  })

  it('has the keys of every object for names like any other', () => {
    const index = indexOf(['__proto__', 2], ['constructor', 1])
    expect(takeAll(index)).toEqual(['constructor', '__proto__'])
  })

  it('does not grow with what was added and removed', () => {
    const index = indexOf(['stays', -1])
    const bytes = heapBytes()
    for (let i = 0; i < 500_000; i++) {
      index.add(named('comes and goes'), i)
      index.remove(named('comes and goes'))
    }
    expect(heapBytes() - bytes).toBeLessThan(1_000_000)
    expect(takeAll(index)).toEqual(['stays'])
  })

  it('does not grow with what was added and taken, over years', () => {
    const index = indexOf(['stays', 1e15])
    const bytes = heapBytes()
    for (let i = 0; i < 200_000; i++) {
      index.add(named('comes and goes'), i * 3_600_000)
      index.takeEarliest(i * 3_600_000)
    }
    expect(heapBytes() - bytes).toBeLessThan(1_000_000)
    expect(takeAll(index)).toEqual(['stays'])
  })

  it('holds at most twice the entries that are live, however far apart their times are', async () => {
    const index = new TimeIndex()
    const entries: WeakRef<object>[] = []
    const add = (i: number) => {
      index.add(named(`${i}`), i * 1e9)
      entries.push(new WeakRef(index.get(named(`${i}`))!))
    }
    for (let i = 0; i < 10_000; i++) add(i)
    for (let i = 0; i < 9_000; i++) index.remove(named(`${(i * 7) % 10_000}`))
    expect(await stillHeld(entries)).toBeLessThanOrEqual(2 * index.size + 64)
    for (let i = 9_000; i < 10_000; i++) index.remove(named(`${(i * 7) % 10_000}`))
    expect([index.size, index.takeEarliest()]).toEqual([0, undefined])
    expect(await stillHeld(entries)).toBe(0)
  })

  it('is a sorted list that is searched, whatever is added, removed and taken', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 's/a', 'z/a', 'z/b', 'z/e')
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
        let list: { key: string; ms: number }[] = []
        for (const { do: what, key, ms } of commands) {
          if (what === 'add' && index.get(named(key)) === undefined) {
            index.add(named(key), ms!)
            list.push({ key, ms: ms! })
            list.sort((a, b) => a.ms - b.ms || (inOrder(a.key) < inOrder(b.key) ? -1 : 1))
          } else if (what === 'remove') {
            index.remove(named(key))
            list = list.filter((entry) => entry.key !== key)
          } else if (what === 'take') {
            const earliest = list[0] !== undefined && (ms === undefined || list[0].ms <= ms) ? list.shift() : undefined
            const taken = index.takeEarliest(ms)
            expect(taken && [nameOf(taken), taken.ms]).toEqual(earliest && [earliest.key, earliest.ms])
          }
          expect(index.get(named(key))?.ms).toBe(list.find((entry) => entry.key === key)?.ms)
          expect(index.size).toBe(list.length)
        }
        expect(Array.from(index.values(), nameOf).sort()).toEqual(list.map((entry) => entry.key).sort())
        expect(takeAll(index)).toEqual(list.map((entry) => entry.key))
      }),
      { numRuns: 300 },
    )
  })
})

describe('what a TimeIndex has to save', () => {
  const changesOf = (index: TimeIndex, what: 'whole' | 'changes' = 'changes') => {
    const { added, gone } = index.save(what)
    return [added.map(nameOf), gone.map(nameOf)]
  }

  it('is what came and what went since the last saving', () => {
    const index = indexOf(['a', 1], ['b', 2], ['c', 3])
    expect(changesOf(index)).toEqual([['a', 'b', 'c'], []])
    index.remove(named('b'))
    index.takeEarliest()
    index.add(named('d'), 4)
    expect(changesOf(index)).toEqual([['d'], ['b', 'a']])
    expect(changesOf(index)).toEqual([[], []])
  })

  it('is not what came and went between two savings, but what went and came again', () => {
    const index = indexOf(['a', 1], ['stays', 9])
    changesOf(index)
    index.add(named('b'), 2)
    index.remove(named('b'))
    index.remove(named('a'))
    index.add(named('a'), 3)
    expect(changesOf(index)).toEqual([['a'], ['a']])
  })

  it('is all that there is in a whole saving, behind which nothing has changed', () => {
    const index = indexOf(['a', 1], ['b', 2])
    changesOf(index)
    index.remove(named('a'))
    index.add(named('c'), 3)
    expect(changesOf(index, 'whole')).toEqual([['b', 'c'], []])
    expect(changesOf(index)).toEqual([[], []])
  })
})
