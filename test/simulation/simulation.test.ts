import { beforeAll, describe, expect, it } from 'vitest'
import { violationText } from './report-text.ts'
import { runSeed, type SeedRun } from './run-seed.ts'
import { COUNTED, Tally } from './tally.ts'

const SEEDS = Array.from({ length: 200 }, (_, i) => 1 + i)
const REPLAYED = SEEDS.slice(0, 50)

describe('a world where things go wrong', () => {
  const runs: SeedRun[] = []
  beforeAll(async () => {
    for (const seed of SEEDS) runs.push(await runSeed(seed))
  }, 300_000)

  it('sees every promise kept', () => {
    expect(runs.filter(({ violation }) => violation !== null).map(violationText)).toEqual([])
  })

  it('has every kind of trouble in it', () => {
    const total = new Tally()
    for (const { tally } of runs) total.addAll(tally)
    expect(COUNTED.filter((what) => total.of(what) === 0)).toEqual([])
  })

  it('goes the same way again for the same seed, whatever ran before', { timeout: 300_000 }, async () => {
    for (const seed of REPLAYED.toReversed()) expect((await runSeed(seed)).trace).toEqual(runs[seed - 1]!.trace)
  })

  it('goes another way for another seed', () => {
    expect(new Set(runs.map(({ trace }) => trace.join('\n'))).size).toBe(SEEDS.length)
  })
})
