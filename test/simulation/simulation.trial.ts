import { expect, it } from 'vitest'
import { tallyText, violationText } from './report-text.ts'
import { runSeed } from './run-seed.ts'
import { Tally } from './tally.ts'

const FIRST_SEED = 1
const SEEDS = 2_000

it(`keeps every promise in ${SEEDS} worlds where things go wrong`, { timeout: 1_800_000 }, async () => {
  const total = new Tally()
  const broken: string[] = []
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const run = await runSeed(seed)
    total.addAll(run.tally)
    if (run.violation !== null) broken.push(violationText(run))
  }
  console.log(tallyText(total, SEEDS, broken.length))
  expect(broken.slice(0, 5)).toEqual([])
})
