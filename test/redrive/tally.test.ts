import { describe, expect, it } from 'vitest'
import { failure } from '../../src/decode/decode-failure.ts'
import type { Verdict } from '../../src/redrive/judge-letter.ts'
import { Tallying } from '../../src/redrive/tally.ts'
import { letterWith } from '../dead-letter/letters.ts'
import { passing } from './redrive-fixture.ts'

const tallyOf = (...verdicts: readonly Verdict[]) => {
  const tallying = new Tallying()
  for (const [offset, verdict] of verdicts.entries())
    tallying.add({ kind: 'judged', letter: letterWith({ offset }), verdict })
  return tallying.tally
}
const passes: Verdict = { kind: 'passes', record: passing(1) }
const badJson: Verdict = { kind: 'fails', failure: failure('bad_json') }
const errors = [{ path: '$.timestamp', expected: 'seconds', hint: 'a number in quotes' }]
const schema: Verdict = { kind: 'fails', failure: { reason: 'schema', errors } }
const left = (why: Extract<Verdict, { kind: 'left' }>['why']): Verdict => ({ kind: 'left', why })

describe('Tallying', () => {
  it('counts what passes, what does not by what is wrong, and what was left', () => {
    const spent: Verdict = { kind: 'spent', record: passing(1) }
    expect(tallyOf(passes, badJson, schema, spent, schema, left('not_asked'), left('transform'), passes)).toEqual({
      meant: 7,
      passes: 2,
      spent: 1,
      left: { not_asked: 1, transform: 1 },
      failing: [
        { reason: 'schema', wrong: '$.timestamp: expected seconds (a number in quotes)', letters: 2, example: '0:2' },
        { reason: 'bad_json', wrong: '', letters: 1, example: '0:1' },
      ],
      otherwise: 0,
    })
  })

  it('adds up what others counted', () => {
    const all = new Tallying({ passes: 2, spent: 1 })
    for (const _ of [1, 2]) all.addTally(tallyOf(passes, badJson, left('transform')))
    expect(all.tally).toMatchObject({
      meant: 9,
      passes: 4,
      spent: 1,
      left: { transform: 2 },
      failing: [{ letters: 2 }],
    })
  })

  it('keeps 50 ways to fail, however many messages a transform has', () => {
    const threw = (n: number): Verdict => ({ kind: 'transform_failed', message: `record ${n}` })
    const tally = tallyOf(...Array.from({ length: 70 }, (_, n) => threw(n)), threw(3))
    expect(tally).toMatchObject({ meant: 71, otherwise: 20 })
    expect(tally.failing).toHaveLength(50)
    expect(tally.failing[0]).toEqual({ reason: 'transform', wrong: 'record 3', letters: 2, example: '0:3' })
  })
})
