import { describe, expect, it } from 'vitest'
import { barText, progressBar, shortTime } from '../../src/cli/progress.ts'
import type { StatusLine } from '../../src/cli/status-line.ts'

describe('a bar', () => {
  it.each([
    [0, 2_000, 0, '[----------------]   0%  0 of 2,000 records  0/s'],
    [500, 2_000, 1_000, '[####------------]  25%  500 of 2,000 records  500/s  3 s left'],
    [1_999, 2_000, 1_000, '[################]  99%  1,999 of 2,000 records  1,999/s  1 s left'],
    [2_000, 2_000, 1_000, '[################] 100%  2,000 of 2,000 records  2,000/s  0 s left'],
    [3_000, 2_000, 1_000, '[################] 100%  3,000 of 2,000 records  3,000/s  0 s left'],
    [0, 0, 0, '[################] 100%  0 of 0 records  0/s'],
    [1_234_567, null, 2_000, '1,234,567 records  617,284/s'],
  ])('at %d of %s', (done, total, elapsedMs, text) => {
    expect(barText(done, total, 'records', elapsedMs)).toBe(text)
  })

  it.each([
    [0, '0 s'],
    [0.2, '1 s'],
    [59.5, '1 min 0 s'],
    [125, '2 min 5 s'],
    [11_040, '3 h 4 min'],
  ])('has %d s left as %s', (s, text) => {
    expect(shortTime(s)).toBe(text)
  })

  it('is painted ten times a second at most, and taken away at the end', () => {
    const shown: string[] = []
    const line: StatusLine = {
      visible: true,
      show: (text) => shown.push(text),
      write: () => {},
      clear: () => shown.push(''),
    }
    let nowMs = 0
    const progress = progressBar(100, 'records', line, () => nowMs)
    for (; nowMs < 1_000; nowMs += 10) progress.at(nowMs / 10)
    progress.end()
    expect(shown.length).toBe(11)
    expect(shown.at(-1)).toBe('')
  })
})
