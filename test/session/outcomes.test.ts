import { describe, expect, it } from 'vitest'
import { addOutcomes, outcomesOf } from '../../src/session/outcomes.ts'
import { unmatched } from '../support/events.ts'

describe('outcomesOf', () => {
  it('counts sessions by what became of them; what none had is absent', () => {
    expect(outcomesOf([])).toEqual({})
    expect(outcomesOf([unmatched('evicted', 1), unmatched('orphan_end', 2), unmatched('evicted', 3)])).toEqual({
      ...{ evicted: 2, orphan_end: 1 },
    })
  })
})

describe('addOutcomes', () => {
  it('adds up those of two commits, and changes neither', () => {
    const [one, other] = [{ evicted: 2 }, { evicted: 1, timed_out: 4 }] as const
    expect(addOutcomes(one, other)).toEqual({ evicted: 3, timed_out: 4 })
    expect([one, other]).toEqual([{ evicted: 2 }, { evicted: 1, timed_out: 4 }])
  })
})
