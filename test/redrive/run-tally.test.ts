import { describe, expect, it } from 'vitest'
import { failure } from '../../src/decode/decode-failure.ts'
import type { Verdict } from '../../src/redrive/judge-letter.ts'
import { RunTally } from '../../src/redrive/run-tally.ts'
import { letterWith } from '../dead-letter/letters.ts'
import { passing } from './redrive-fixture.ts'

const judged = (partition: number, verdict: Verdict) =>
  ({ kind: 'judged', letter: letterWith({ partition }), verdict }) as const
const passes: Verdict = { kind: 'passes', record: passing(1) }
const fails: Verdict = { kind: 'fails', failure: failure('bad_json') }

describe('RunTally', () => {
  it('adds up what its partitions found and did', () => {
    const run = new RunTally()
    for (const report of [judged(0, passes), judged(1, fails), judged(1, passes)]) run.account(report)
    run.account({ kind: 'settled', partition: 0, redriven: 1, parked: 0 })
    run.account({ kind: 'settled', partition: 1, redriven: 1, parked: 2 })
    run.account({ kind: 'finished', partition: 0 })
    expect([run.redriven, run.parked]).toEqual([2, 2])
    expect(run.tally).toMatchObject({ meant: 3, passes: 2, failing: [{ reason: 'bad_json', letters: 1 }] })
  })

  it('forgets of a partition that is taken away what was not settled: it is judged again', () => {
    const run = new RunTally()
    for (const report of [judged(0, passes), judged(0, fails)]) run.account(report)
    run.account({ kind: 'settled', partition: 0, redriven: 1, parked: 0 })
    run.account(judged(0, passes))
    run.account(judged(1, passes))
    run.account({ kind: 'revoked', partition: 0 })
    for (const report of [judged(0, fails), judged(0, passes)]) run.account(report)
    run.account({ kind: 'settled', partition: 0, redriven: 1, parked: 0 })
    expect(run.tally).toMatchObject({ meant: 4, passes: 3, failing: [{ letters: 1 }] })
    expect(run.redriven).toBe(2)
  })
})
