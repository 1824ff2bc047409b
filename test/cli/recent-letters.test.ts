import { describe, expect, it } from 'vitest'
import { letterRatesText } from '../../src/cli/letter-rates-text.ts'
import type { LettersByTenant } from '../../src/dead-letter/count-letters.ts'
import { letterRates, type RecentLetters, withLetters } from '../../src/dead-letter/recent-letters.ts'

const letters = (named: Readonly<Record<string, number>>, unknown = 0, others = 0): LettersByTenant => ({
  ...{ tenants: new Map(Object.entries(named)), unknown, others },
})
const behind = (...commits: readonly (readonly [atMs: number, letters: LettersByTenant])[]): RecentLetters =>
  commits.reduce<RecentLetters>((recent, [atMs, letters]) => withLetters(recent, letters, atMs), [])

describe('letterRates', () => {
  it('are of the last minute: the step of 10 s that goes on, and six before it', () => {
    const recent = behind([5_000, letters({ a: 60 })], [65_000, letters({ a: 6, b: 12 })])
    expect(letterRates(recent, 69_999).perSecond).toBeCloseTo(78 / 69.999)
    expect(letterRates(recent, 70_000)).toEqual({
      perSecond: 0.3,
      tenants: [
        { tenant: 'b', perSecond: 0.2 },
        { tenant: 'a', perSecond: 0.1 },
      ],
    })
    expect(letterRates(recent, 130_000)).toEqual({ perSecond: 0, tenants: [] })
  })

  it('count those whose tenant is not known, or not named, to all', () => {
    const { perSecond, tenants } = letterRates(behind([0, letters({ a: 60 }, 120, 180)]), 0)
    expect(perSecond).toBe(6)
    expect(tenants).toEqual([
      { tenant: null, perSecond: 2 },
      { tenant: 'a', perSecond: 1 },
    ])
  })

  it('take a clock that was set back for one that stands still', () => {
    const recent = behind([65_000, letters({ a: 6 })], [12_000, letters({ a: 6 })])
    expect(letterRates(recent, 60_000).perSecond).toBe(0.2)
  })
})

describe('withLetters', () => {
  it('keeps a minute and a hundred tenants a step, whatever names are invented', () => {
    let recent: RecentLetters = []
    for (let second = 0; second < 600; second++) {
      const names = Array.from({ length: 10 }, (_, i) => [`t${second}-${i}`, 1] as const)
      recent = withLetters(recent, letters(Object.fromEntries([...names, ['worst', 5]])), second * 1_000)
    }
    expect(recent).toHaveLength(7)
    for (const step of recent) expect(step.letters.tenants.size).toBeLessThanOrEqual(100)
    const { perSecond, tenants } = letterRates(recent, 599_999)
    expect([perSecond, tenants[0]]).toEqual([
      expect.closeTo(15, 2),
      { tenant: 'worst', perSecond: expect.closeTo(5, 2) },
    ])
  })

  it('keeps nothing where there were none', () => {
    expect(behind([0, letters({})])).toEqual([])
  })
})

describe('letterRatesText', () => {
  const text = (recent: RecentLetters) => letterRatesText(letterRates(recent, 0))

  it('names the worst three', () => {
    expect(text(behind([0, letters({ a: 60, b: 90, c: 6, d: 1 }, 900)]))).toBe('18/s: no tenant 15, b 1.5, a 1')
  })

  it('is none where there were none, and never says 0 where there were some', () => {
    expect(text([])).toBeNull()
    expect(text(behind([0, letters({ a: 1 })]))).toBe('0.1/s: a 0.1')
  })

  it('shows a name as harmless text, cut short', () => {
    expect(text(behind([0, letters({ [`\u001b[2J\u202e${'x'.repeat(300)}`]: 60 })]))).toBe(
      `1/s: ·[2J·${'x'.repeat(19)}... 1`,
    )
  })
})
