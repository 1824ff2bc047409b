import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeCommit, LEAST_RECORDS, NO_RECORDS, type Tally } from '../../src/checkpoint/judge-commit.ts'

const tally = (deadLetters: number, records: number): Tally => ({ records, deadLetters })

describe('judgeCommit', () => {
  it.each([
    ['too many of a commit that is large enough', NO_RECORDS, tally(501, 1_000), 'refused'],
    ['just as many as may be', NO_RECORDS, tally(500, 1_000), NO_RECORDS],
    ['too many of a large commit behind a small one in order', tally(1, 999), tally(600, 1_000), 'refused'],
    ['a small commit, whatever is in it', NO_RECORDS, tally(999, 999), tally(999, 999)],
    ['small commits that are too many together', tally(600, 600), tally(400, 400), 'refused'],
    ['small commits that are in order together', tally(300, 600), tally(200, 400), NO_RECORDS],
    ['a commit in order behind too many', tally(600, 600), tally(0, 400), tally(600, 1_000)],
    ['the commit in order that makes up for them', tally(600, 1_000), tally(0, 400), NO_RECORDS],
    ['a commit of no records', tally(600, 600), NO_RECORDS, tally(600, 600)],
  ] as const)('judges %s', (_, before, commit, expected) => {
    const { isRefused, after } = judgeCommit(before, commit, 0.5)
    expect(isRefused ? 'refused' : after).toEqual(expected)
  })

  it.each([
    ['0%', 0, 0, true],
    ['0%', 0, 1, false],
    ['0.7%', 0.007, 7, true],
    ['29%', 0.29, 290, true],
    ['29%', 0.29, 291, false],
    ['100% or off', 1, 1_000, true],
  ])('at %s (%d) lets %d of 1,000 pass: %s', (_, maxShare, deadLetters, passes) => {
    expect(judgeCommit(NO_RECORDS, tally(deadLetters, 1_000), maxShare).isRefused).toBe(!passes)
  })

  it('takes a share for what it is in decimals: 41% of 1,200 are 492, though 0.41 * 1,200 is a hair less', () => {
    expect(judgeCommit(NO_RECORDS, tally(492, 1_200), 0.41).isRefused).toBe(false)
  })

  const tallies = (most: number) =>
    fc.nat(most).chain((records) => fc.nat(records).map((deadLetters) => tally(deadLetters, records)))
  const maxShares = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)

  it('lets fewer than 1,000 dead letters too many through, however the records are cut into commits', () => {
    fc.assert(
      fc.property(fc.array(tallies(1_500), { maxLength: 60 }), maxShares, (commits, maxShare) => {
        let before = NO_RECORDS
        const made = { records: 0, deadLetters: 0 }
        for (const commit of commits) {
          const { isRefused, after } = judgeCommit(before, commit, maxShare)
          if (isRefused) continue
          before = after
          made.records += commit.records
          made.deadLetters += commit.deadLetters
        }
        expect(made.deadLetters - maxShare * made.records).toBeLessThan(LEAST_RECORDS)
      }),
    )
  })

  it('makes every commit that is itself in order, and none that has 1,000 records and is not', () => {
    fc.assert(
      fc.property(tallies(3_000), tallies(3_000), maxShares, (before, commit, maxShare) => {
        const isInOrder = commit.deadLetters / Math.max(1, commit.records) <= maxShare
        const { isRefused } = judgeCommit(before, commit, maxShare)
        if (isInOrder) expect(isRefused).toBe(false)
        else if (commit.records >= LEAST_RECORDS) expect(isRefused).toBe(true)
      }),
    )
  })
})
