import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonText } from '../../src/cli/json-text.ts'

describe('jsonText', () => {
  it('is the same JSON, in which nothing is left that a terminal obeys', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u009b31m', '\u007f', '\u202e', '\u2066', '\u2028', '\u001b'),
    )
    fc.assert(
      fc.property(fc.dictionary(unit, fc.array(unit)), (value) => {
        const text = jsonText(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
      }),
    )
  })

  it('leaves all other text as it is', () => {
    expect(jsonText({ tenant: 'café 🌊 שלום' })).toBe('{"tenant":"café 🌊 שלום"}')
  })
})
