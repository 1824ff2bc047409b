import { describe, expect, it } from 'vitest'
import { nothingPending, type Pending } from '../../src/checkpoint/pending.ts'
import { isWorthCommitting, type Position } from '../../src/checkpoint/position.ts'
import { START } from '../support/outputs.ts'

const AT_10: Position = { ...START, nextOffset: 10, sequence: 1, streamTimeMs: 1_000 }
const at = (streamTimeMs: number | null, more: Partial<Pending> = {}): Pending => ({
  ...nothingPending(),
  clock: { streamTimeMs, firstEventMs: 0 },
  ...more,
})

describe('isWorthCommitting', () => {
  it.each<[string, Pending, Position, boolean]>([
    ['nothing happened', at(1_000), AT_10, false],
    ['a row came out', at(1_000, { rows: 1 }), AT_10, true],
    ['records were read', at(1_000, { nextOffset: 11 }), AT_10, true],
    ['a batch ended where it began', at(1_000, { nextOffset: 10 }), AT_10, false],
    ['it was idle for less than a minute', at(60_999), AT_10, false],
    ['it was idle for a minute (T9)', at(61_000), AT_10, true],
    ['there was never an event', at(null), START, false],
    ['nothing says yet where the group began', at(null), { ...START, nextOffset: 10, isFixed: false }, true],
  ])('where %s', (_, pending, position, expected) => {
    expect(isWorthCommitting(pending, position)).toBe(expected)
  })
})
