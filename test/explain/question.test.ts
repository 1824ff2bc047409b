import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWindowStart, latestStart, overlaps, questionOf, windowsHolding } from '../../src/explain/question.ts'

/**
 * Windows of 10 s every 3 s:
 *
 *   -9       0       9
 *    |---------|          [-9, 1)
 *       |---------|       [-6, 4)
 *          |---------|    [-3, 7)
 *             |---------| [0, 10)
 */
const ODD = { sizeMs: 10, stepMs: 3 }

describe('the windows that hold a time', () => {
  it.each([
    [0, [-9, -6, -3, 0]],
    [1, [-6, -3, 0]],
    [-1, [-9, -6, -3]],
    [9, [0, 3, 6, 9]],
  ])('of %d', (timeMs, starts) => {
    expect(windowsHolding(timeMs, ODD)).toEqual(starts)
  })

  it('are the multiples of the step that it is not before, and less than a size behind', () => {
    const spec = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(spec, fc.integer({ min: -100, max: 100 }), ([one, other], timeMs) => {
        const [sizeMs, stepMs] = [Math.max(one, other), Math.min(one, other)]
        const expected: number[] = []
        for (let startMs = -200; startMs <= 200; startMs++)
          if (startMs % stepMs === 0 && startMs <= timeMs && timeMs < startMs + sizeMs) expected.push(startMs)
        expect(windowsHolding(timeMs, { sizeMs, stepMs })).toEqual(expected)
        expect(latestStart(timeMs, stepMs)).toBe(expected.at(-1))
        expect(isWindowStart(timeMs, { sizeMs, stepMs })).toBe(expected.includes(timeMs))
      }),
    )
  })
})

it('windows overlap that share some time', () => {
  const question = questionOf('a', 'view', 0, ODD)
  expect([-12, -9, 0, 9, 12].filter((startMs) => overlaps(startMs, question))).toEqual([-9, 0, 9])
})
