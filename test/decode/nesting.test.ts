import { describe, expect, it } from 'vitest'
import { nestsDeeperThan } from '../../src/decode/nesting.ts'

const deeper = (text: string, limit: number) => nestsDeeperThan(Buffer.from(text), limit)

describe('nestsDeeperThan', () => {
  // Each text opens exactly this many levels at once.
  it.each([
    ['', 0],
    ['1', 0],
    ['[]', 1],
    ['[[]]', 2],
    ['[{}]', 2],
    ['[][][]', 1],
    ['[[],[],[[]]]', 3],
    ['{"a":{"b":[]}}', 3],
    ['"[["', 0],
    ['["[[","{{"]', 1],
    [String.raw`["\"[["]`, 1],
    [String.raw`["\\",[]]`, 2],
    [String.raw`["\\\"[[",[]]`, 2],
    ['["é🌊[[",[]]', 2],
    ['[[[', 3],
    ['["[[[', 1],
    [String.raw`["\ `.trim(), 1],
    ['[}[}[', 1],
    [']][[[', 1],
  ])('%s opens %i', (text, levels) => {
    expect(deeper(text, levels)).toBe(false)
    if (levels > 0) expect(deeper(text, levels - 1)).toBe(true)
  })

  it('stops at the first level too many', () => {
    const bytes = Buffer.from('['.repeat(66))
    let reads = 0
    const counting = new Proxy(bytes, {
      get: (target, key) => {
        if (key === 'length') return target.length
        reads = Math.max(reads, Number(key))
        return target[Number(key)]
      },
    })
    expect(nestsDeeperThan(counting, 64)).toBe(true)
    expect(reads).toBe(64)
  })
})
