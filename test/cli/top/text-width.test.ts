import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownName, shownText } from '../../../src/cli/top/shown-text.ts'
import { cutTo, padTo, widthOf } from '../../../src/cli/top/text-width.ts'
import { hasPythonModules, runPython } from '../../support/python.ts'

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe('the width of a text', () => {
  it.each([
    ['acme', 4],
    ['naïve', 5],
    ['e\u0301', 1],
    ['東京', 4],
    ['한국', 4],
    ['ｗｉｄｅ', 8],
    ['🚀', 2],
    ['🇩🇪', 2],
    ['…·', 2],
    ['', 0],
  ])('%j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it.runIf(hasPythonModules('unicodedata'))("is 2 for all that Unicode's tables call wide", () => {
    const ranges = runPython<[number, number][]>('east_asian_width.py')
    const narrow: string[] = []
    let wide = 0
    for (const [from, to] of ranges)
      for (let code = from; code <= to; code++) {
        wide++
        if (widthOf(String.fromCodePoint(code)) !== 2) narrow.push(code.toString(16))
      }
    expect(narrow).toEqual([])
    expect(wide).toBeGreaterThan(100_000)
  })
})

describe('a text that is cut', () => {
  it('has never more columns than there are, and is filled up to exactly that many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, columns) => {
        expect(widthOf(cutTo(text, columns))).toBeLessThanOrEqual(columns)
        expect(widthOf(padTo(text, columns))).toBe(columns)
        if (widthOf(text) <= columns) expect(cutTo(text, columns)).toBe(text)
      }),
    )
  })

  it('says so, and halves no wide character', () => {
    expect(cutTo('abcdef', 4)).toBe('abc…')
    expect(cutTo('東京都', 5)).toBe('東京…')
    expect(cutTo('東京都', 4)).toBe('東…')
    expect(padTo('東京都', 4)).toBe('東… ')
    expect(cutTo('東', 1)).toBe('…')
  })
})

describe('a name', () => {
  it('has no character that a terminal may obey or hide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(shownName(name)).not.toMatch(INVISIBLE)
      }),
    )
  })

  it('has joined emoji taken apart, and a bounded length', () => {
    expect(shownName('👩\u200d🚀 ❤\ufe0f 👍🏽')).toBe('👩·🚀 ❤ 👍')
    expect(shownName('\u001b[31m\u202ered')).toBe('·[31m·red')
    expect(shownName('x'.repeat(70))).toBe(`${'x'.repeat(64)}...`)
    expect(shownText('abc', 2)).toBe('ab...')
  })
})
