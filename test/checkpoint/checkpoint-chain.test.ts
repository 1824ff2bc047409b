import { describe, expect, it } from 'vitest'
import { nextSaving } from '../../src/checkpoint/checkpoint-chain.ts'

const files = (...bytes: number[]) => bytes.map((n, i) => ({ commitId: `p0-${i}-x`, sha256: '', bytes: n }))

describe('what the next checkpoint holds', () => {
  it.each([
    ['the whole state where there is none', files(), 'whole'],
    ['the changes behind a whole one', files(100), 'changes'],
    ['the changes as long as those before are smaller than the whole', files(100, 60, 39), 'changes'],
    ['the whole state where the changes have come to as much', files(100, 60, 40), 'whole'],
    ['the changes behind 48 others', files(1_000, ...Array(48).fill(1)), 'changes'],
    ['the whole state where 50 files would have to be read', files(1_000, ...Array(49).fill(1)), 'whole'],
  ])('is %s', (_, before, saving) => {
    expect(nextSaving(before)).toBe(saving)
  })
})
