import { describe, expect, it } from 'vitest'
import { isName } from '../../src/event/name.ts'

describe('isName (E2)', () => {
  it.each([
    ['one character', 'a'],
    ['256 characters', 'a'.repeat(256)],
    ['256 characters of two UTF-16 units each', '🌊'.repeat(256)],
    ['a path', '../../etc'],
    ['a key of every object', '__proto__'],
    ['a method of every object', 'constructor'],
    ['right-to-left text', 'שלום'],
    ['a line break and a NUL', '\n\u0000'],
    ['one space', ' '],
    ['a combining mark alone', '\u0301'],
    ['the last character of Unicode', '\u{10ffff}'],
  ])('%s is a name', (_, name) => {
    expect(isName(name)).toBe(true)
  })

  it.each([
    ['no character', ''],
    ['257 characters', 'a'.repeat(257)],
    ['257 characters of two UTF-16 units each', '🌊'.repeat(257)],
    ['an emoji behind 256 letters', `${'a'.repeat(256)}🌊`],
    ['a high surrogate without its low one', 'a\ud800'],
    ['a low surrogate without its high one', '\udc00a'],
    ['surrogates the wrong way round', '\udc00\ud800'],
  ])('%s is no name', (_, text) => {
    expect(isName(text)).toBe(false)
  })

  it.each([[null], [undefined], [1], [true], [['a']], [{ length: 1 }], [new String('a')]])('%j is no name', (value) => {
    expect(isName(value)).toBe(false)
  })
})
