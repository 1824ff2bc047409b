import { describe, expect, it } from 'vitest'
import { nameText } from '../../../src/dashboard/model/names.ts'
import { bytes, rateText, share } from '../../../src/dashboard/model/numbers.ts'
import { spanText, wholeSpanText } from '../../../src/dashboard/model/spans.ts'
import { exactTimeText, timeText, zoneText } from '../../../src/dashboard/model/times.ts'

describe('texts of the dashboard', () => {
  it.each([
    [0, '0 ms'],
    [120, '120 ms'],
    [999.6, '1.0 s'],
    [3_240, '3.2 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min'],
    [250_000, '4 min 10 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-1_500, '−1.5 s'],
  ])('a span of %d ms is %s', (ms, text) => expect(spanText(ms)).toBe(text))

  it('whole spans have no fractions of a second', () => {
    expect([0, 1_400, 59_400, 61_000].map(wholeSpanText)).toEqual(['0 s', '1 s', '59 s', '1 min 1 s'])
  })

  it.each([
    [0, '0'],
    [0.001, '< 0.01'],
    [0.333, '0.33'],
    [12.34, '12.3'],
    [20_013.4, '20,013'],
  ])('a rate of %d is %s', (n, text) => expect(rateText(n)).toBe(text))

  it('sizes are in units of a thousand, shares of nothing are nothing', () => {
    expect([0, 812, 1_000, 1_249_000, 3.2e9].map((n) => bytes(n).text)).toEqual([
      '0 B',
      '812 B',
      '1.0 kB',
      '1.2 MB',
      '3.2 GB',
    ])
    expect([share(0, 0), share(1, 1e6), share(1, 40), share(1, 2)].map(({ text }) => text)).toEqual([
      '0 %',
      '< 0.01 %',
      '2.50 %',
      '50.0 %',
    ])
  })

  it('a time has its date where that is not today, and milliseconds where there are any or it moves', () => {
    const nowMs = Date.UTC(2026, 10, 23, 14, 2, 11)
    const clock = { nowMs, zone: 'utc' } as const
    expect(timeText(nowMs, clock)).toBe('14:02:11')
    expect(timeText(nowMs + 80, clock)).toBe('14:02:11.080')
    expect(exactTimeText(nowMs, clock)).toBe('14:02:11.000')
    expect(timeText(nowMs - 86_400_000, clock)).toBe('2026-11-22 14:02:11')
    expect(timeText(-2_000, clock)).toBe('1969-12-31 23:59:58')
    expect(timeText(9e15, clock)).toBe('9000000000000000 ms')
    expect(zoneText(clock)).toBe('UTC')
  })

  it('a name that nobody could see is spelled out, any other stays as it is', () => {
    expect(['', ' ', '\u200B', '\n'].map(nameText)).toEqual(['""', '" "', '"\u200B"', '"\\n"'])
    expect(['a\nb', '\u0000x', 'y\u2028\u0085'].map(nameText)).toEqual(['a␊b', '␀x', 'y··'])
    expect(['a ', '<b>', '🔥', 'שלום', '-'].map(nameText)).toEqual(['a ', '<b>', '🔥', 'שלום', '-'])
  })
})
