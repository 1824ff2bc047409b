import { describe, expect, it } from 'vitest'
import { barLines } from '../../src/cli/dlq/bar-lines.ts'
import { bytesLine, bytesLines } from '../../src/cli/dlq/bytes-lines.ts'

describe('bytes', () => {
  it('are their lines where they are text', () => {
    expect(bytesLines(Buffer.from('a\té\n\u001bb'))).toEqual(['a·é', '·b'])
    expect(bytesLine(Buffer.from('a\nb'))).toBe('a·b')
  })

  it('are dumped where they are none, the first 512', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.alloc(600, 0xff)])
    const lines = bytesLines(bytes)
    expect(lines[0]).toBe('00000000  7b 22 61 22 3a 31 7d 0a ff ff ff ff ff ff ff ff  {"a":1}.........')
    expect(lines[31]!.slice(0, 8)).toBe('000001f0')
    expect(lines.slice(32)).toEqual(['... and 96 bytes more'])
    expect(bytesLines(Buffer.from([0xff]))).toEqual([`00000000  ff${' '.repeat(45)}  .`])
  })
})

describe('a bar chart in the terminal', () => {
  it('has bars in proportion, one at least for whoever is not 0', () => {
    const values = [4_000, 1, 0, 2_000]
    const lines = barLines(values.map((value, i) => ({ label: `b${i}`, value })))
    expect(lines.map((line) => line.split('#').length - 1)).toEqual([40, 1, 0, 20])
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
    expect(lines[0]!.endsWith('  4,000')).toBe(true)
    expect(barLines([])).toEqual([])
  })
})
