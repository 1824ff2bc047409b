import { describe, expect, it } from 'vitest'
import { clocksInShort, clocksText, spanText } from '../../src/cli/clock-text.ts'
import { type ClockReport, NO_CLOCKS } from '../../src/time/clock-report.ts'
import { tenantId } from '../support/events.ts'

const HOUR_MS = 3_600_000
const offBy = (late: number) => ({ aheadMs: 0, rejected: 0, behindMs: HOUR_MS, late })
const reportOf = (tenants: number, others: ClockReport['others'] = null): ClockReport => ({
  tenants: new Map(Array.from({ length: tenants }, (_, n) => [tenantId(`t${n + 1}`), offBy(n + 1)])),
  others,
})

describe('clocksText', () => {
  it('is nothing where every clock was right', () => {
    expect(clocksText(NO_CLOCKS)).toBeNull()
  })

  it('is a table of whose clock was how far off, the worst first', () => {
    const error = { aheadMs: 251_613_648_000_000, rejected: 1_200, behindMs: 0, late: 0 }
    const report = { tenants: new Map([...reportOf(1).tenants, [tenantId('evil'), error]]), others: null }
    expect(clocksText(report)?.split('\n')).toEqual([
      'Clocks that were off',
      '  tenant  ahead by       rejected  behind by  late',
      '  evil    7,973.2 years     1,200  0             0',
      '  t1      0                     0  60 min        1',
    ])
  })

  it('has the worst 10 tenants, and the others together', () => {
    expect(clocksText(reportOf(10))?.split('\n')).toHaveLength(12)
    expect(clocksText(reportOf(12))?.split('\n').at(-1)).toBe(
      '  and 2 more: ahead by up to 0, 0 rejected, behind by up to 60 min, 3 late',
    )
    const pruned = reportOf(1_000, { aheadMs: 2_500, rejected: 7, behindMs: 1, late: 500_000 })
    expect(clocksText(pruned)?.split('\n').at(-1)).toBe(
      '  and over 990 more: ahead by up to 2.5 s, 7 rejected, behind by up to 60 min, 990,545 late',
    )
  })

  it('shows a tenant as text, whatever it is called', () => {
    const names = ['\u001b[31mred\u001b[0m', 'a\nb', '\u202egnp.exe', 'x'.repeat(200)]
    const report = { tenants: new Map(names.map((name) => [tenantId(name), offBy(1)])), others: null }
    const text = clocksText(report)!
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(text.split('\n')).toHaveLength(2 + names.length)
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(80)
  })
})

describe('clocksInShort', () => {
  it('says how many tenants were ahead and how many late, and nothing of none', () => {
    expect(clocksInShort(NO_CLOCKS)).toBeNull()
    expect(clocksInShort(reportOf(1_500))).toBe('1,500 late')
    const error = { aheadMs: 5, rejected: 0, behindMs: 0, late: 0 }
    const rejected = { ...error, aheadMs: 0, rejected: 1 }
    const tenants = new Map([...reportOf(1).tenants, [tenantId('x'), error], [tenantId('y'), rejected]])
    expect(clocksInShort({ tenants, others: null })).toBe('2 ahead, 1 late')
  })
})

describe('spanText', () => {
  it.each([
    [0, '0'],
    [1, '1 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [2_340, '2.3 s'],
    [90_000, '90 s'],
    [120_000, '2 min'],
    [90 * 60_000, '90 min'],
    [26 * HOUR_MS, '26 h'],
    [400 * 24 * HOUR_MS, '400 days'],
    [251_613_648_000_000, '7,973.2 years'],
    [1e303, 'over 1,000,000 years'],
  ])('%d ms are %s', (ms, text) => {
    expect(spanText(ms)).toBe(text)
  })
})
