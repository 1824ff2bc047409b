import fc from 'fast-check'
import type { Shape } from '../../../src/cli/top/view-shape.ts'

const NUMBERS = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(1.7e12, 8.7e15, 1e300, -1e300),
)
const TEXTS = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\u001b[2J\u001b]0;title\u0007', '\u202eabc\r\n', '東京'.repeat(100), 'x'.repeat(1_000), '__proto__'),
)

/** Whatever has the shape, be it ever so odd. */
export const shapedValue = (shape: Shape): fc.Arbitrary<unknown> => {
  if (shape === 'number') return NUMBERS
  if (shape === 'number?') return fc.option(NUMBERS)
  if (shape === 'string') return TEXTS
  if (shape === 'string?') return fc.option(TEXTS)
  if (shape === 'boolean') return fc.boolean()
  if ('orNull' in shape) return fc.option(shapedValue(shape.orNull))
  if ('list' in shape) return fc.array(shapedValue(shape.list), { maxLength: 4 })
  if ('record' in shape) return fc.dictionary(fc.string(), shapedValue(shape.record), { maxKeys: 3 })
  return fc.record(
    Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, shapedValue(member)])),
  )
}
