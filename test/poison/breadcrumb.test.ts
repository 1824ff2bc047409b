import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Breadcrumb, pauseBeforeMs, placeOf, suspicionOf } from '../../src/poison/breadcrumb.ts'

const left = (from: number, to: number, deaths = 0, condemned: readonly number[] = []): Breadcrumb => ({
  at: { from, to, deaths },
  condemned,
})

describe('suspicionOf', () => {
  it.each<[string, Breadcrumb | null, ReturnType<typeof suspicionOf>]>([
    ['nobody died here', null, { alone: null, condemned: [] }],
    ['it died between two batches', { at: null, condemned: [] }, { alone: null, condemned: [] }],
    ['it died in a batch', left(10, 20), { alone: { from: 10, to: 20, deaths: 1 }, condemned: [] }],
    ['it died in a batch of one', left(12, 13), { alone: { from: 12, to: 13, deaths: 1 }, condemned: [] }],
    ['it died at one record alone', left(12, 13, 1), { alone: { from: 12, to: 13, deaths: 2 }, condemned: [] }],
    ['it died there twice in a row', left(12, 13, 2), { alone: null, condemned: [12] }],
    ['a commit is behind the batch', left(0, 10), { alone: null, condemned: [] }],
    ['one is condemned, none died since', { at: null, condemned: [4, 12] }, { alone: null, condemned: [12] }],
    ['the very next record is condemned', { at: null, condemned: [9, 10] }, { alone: null, condemned: [10] }],
    ['it died behind one that is condemned', left(15, 16, 2, [12]), { alone: null, condemned: [12, 15] }],
  ])('where %s', (_, breadcrumb, expected) => {
    expect(suspicionOf(breadcrumb, 10)).toEqual(expected)
  })
})

describe('pauseBeforeMs', () => {
  const lastChance = { alone: { from: 12, to: 13, deaths: 2 }, condemned: [] }
  it.each<[string, number, number, Parameters<typeof pauseBeforeMs>[2], number]>([
    ['nobody is suspected', 12, 13, { alone: null, condemned: [] }, 0],
    ['its batch is suspected', 12, 13, { alone: { from: 10, to: 20, deaths: 1 }, condemned: [] }, 0],
    ['it is its last chance', 12, 13, lastChance, 1_000],
    ['it is that of another one', 13, 14, lastChance, 0],
    ['it is among others', 10, 20, lastChance, 0],
  ])('waits for a record where %s', (_, from, to, suspicion, expectedMs) => {
    expect(pauseBeforeMs(from, to, suspicion)).toBe(expectedMs)
  })
})

/** Lives of a process over records 0 to 99 in batches, until it gets to the end; it dies at the poison, each time that it reads it. */
const livesUntilTheEnd = (poison: number, batchSize: number) => {
  let breadcrumb: Breadcrumb | null = null
  for (let deaths = 0; ; deaths++) {
    const suspicion = suspicionOf(breadcrumb, 0)
    const { alone, condemned } = suspicion
    let isDead = false
    for (let from = 0, to: number; from < 100 && !isDead; from = to) {
      const isAlone = alone !== null && from >= alone.from && from < alone.to
      const before = alone !== null && from < alone.from ? alone.from : 100
      to = isAlone ? from + 1 : Math.min(from + batchSize, before, 100)
      breadcrumb = { at: placeOf(from, to, suspicion), condemned }
      isDead = from <= poison && poison < to && !condemned.includes(poison)
    }
    if (!isDead) return { deaths, condemned }
  }
}

describe('a record that kills the process', () => {
  it('is condemned when the process died at it alone twice in a row, and no other is (R7)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 40 }), (poison, batchSize) => {
        const { deaths, condemned } = livesUntilTheEnd(poison, batchSize)
        expect(condemned).toEqual([poison])
        expect(deaths).toBe(3) // the first one finds it among the others of its batch
      }),
    )
  })
})
