import { describe, expect, it } from 'vitest'
import { lookedAgain, NOT_IDLE } from '../../src/time/idle-time.ts'

/** The ticks that come of looks at these times. */
const ticksOf = (...timesMs: readonly number[]): number[] => {
  let idle = NOT_IDLE
  return timesMs.map((atMs) => {
    const looked = lookedAgain(idle, atMs)
    idle = looked.idle
    return looked.tickMs
  })
}

describe('lookedAgain', () => {
  it.each<[string, number[], number[]]>([
    ['counts from the first look, and tells half seconds or more', [7_000, 7_499, 7_500, 8_300], [0, 0, 500, 800]],
    ['adds up what is too little to be told', [0, 200, 400, 600, 800, 1_000, 1_200], [0, 0, 0, 600, 0, 0, 600]],
    ['tells whole ms and keeps the rest', [0.25, 500.5, 1_000.75, 1_501], [0, 500, 500, 500]],
    ['does not count a time in which nobody looked', [0, 5_000, 10_001, 10_501], [0, 5_000, 0, 500]],
    ['never goes back', [1_000, 400, 900], [0, 0, 500]],
  ])('%s', (_, timesMs, ticks) => {
    expect(ticksOf(...timesMs)).toEqual(ticks)
  })

  it('tells as much as has passed, however often it looks (T9)', () => {
    for (const everyMs of [1, 25, 33.3, 100, 499, 1_700]) {
      const timesMs = Array.from({ length: Math.ceil(20_000 / everyMs) }, (_, i) => i * everyMs)
      const told = ticksOf(...timesMs).reduce((sum, ms) => sum + ms, 0)
      expect(timesMs.at(-1)! - told).toBeGreaterThanOrEqual(0)
      expect(timesMs.at(-1)! - told).toBeLessThan(500 + everyMs)
    }
  })
})
