import { describe, expect, it } from 'vitest'
import { speedVerdict } from './speed-by-part.ts'

const at = (millions: number, seconds: number) => ({ records: millions * 1e6, atMs: seconds * 1000 })

describe('speedVerdict', () => {
  it('compares the first fifth behind a million with the last', () => {
    const marks = [at(1, 9), at(3, 10), at(5, 11), at(7, 12), at(9, 14), at(11, 15)]
    expect(speedVerdict(marks, 11e6)).toBe(
      '2,000,000 records/s in the first fifth behind a million, 2,000,000 in the last: 1.00 of it',
    )
    expect(speedVerdict([...marks.slice(0, 5), at(11, 18)], 11e6)).toContain('500,000 in the last: 0.25 of it')
  })

  it('says so where a run has too few commits', () => {
    expect(speedVerdict([], 1e6)).toBe('Too few commits to compare speeds.')
    expect(speedVerdict([at(1, 2)], 1e6)).toBe('Too few commits to compare speeds.')
  })
})
