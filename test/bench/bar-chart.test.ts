import { describe, expect, it } from 'vitest'
import { type Bar, barChart, escaped } from './bar-chart.ts'

const bar = (value: number, label = 'a bar'): Bar => ({ label, value, text: String(value), look: 'plain' })

const widths = (svg: string): number[] => [...svg.matchAll(/width="([\d.]+)" height="20"/g)].map(([, w]) => Number(w))

describe('barChart', () => {
  it('draws each bar in proportion to the longest of its group', () => {
    const svg = barChart(
      't',
      [
        { title: 'one', bars: [bar(100), bar(25)] },
        { title: 'other', bars: [bar(4), bar(2)] },
      ],
      [],
    )
    const [longest, quarter, otherLongest, half] = widths(svg)
    expect(quarter! / longest!).toBeCloseTo(0.25)
    expect([otherLongest, half! / otherLongest!]).toEqual([longest, 0.5])
  })

  it('draws nothing for what is 0 or less, and no group of zeros fails', () => {
    const svg = barChart(
      't',
      [
        { title: 'g', bars: [bar(0), bar(-5)] },
        { title: 'none', bars: [] },
      ],
      [],
    )
    expect(widths(svg)).toEqual([0, 0])
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('escapes every text', () => {
    const evil = `</text><script>"&'`
    const svg = barChart(evil, [{ title: evil, bars: [{ ...bar(1, evil), text: evil }] }], [evil])
    expect(svg).not.toContain('<script>')
    expect(svg.split(escaped(evil))).toHaveLength(7)
  })

  it('tells ours from the others', () => {
    const svg = barChart(
      't',
      [{ title: 'g', bars: [{ ...bar(1), look: 'ours' }, { ...bar(1), look: 'other' }, bar(1)] }],
      [],
    )
    expect([...svg.matchAll(/rx="3" class="(\w+)"/g)].map(([, look]) => look)).toEqual(['ours', 'other', 'plain'])
  })

  it('has colours for light and for dark', () => {
    expect(barChart('t', [], [])).toContain('@media (prefers-color-scheme: dark)')
  })
})

describe('escaped', () => {
  it('leaves nothing that XML does not take', () => {
    expect(escaped('a<b>&"c"\u0001\ud800é😀')).toBe('a&lt;b&gt;&amp;&quot;c&quot;\ufffd\ufffdé😀')
  })
})
