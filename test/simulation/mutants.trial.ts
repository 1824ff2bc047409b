import { describe, expect, it } from 'vitest'
import { hunt } from './mutant-hunt.ts'
import { MUTANTS } from './mutants.ts'

/** As many as the rarest of them needs, several times over. */
const SEEDS = 3_000
const HARMLESS_SEEDS = 200

describe('the simulator', () => {
  it.each(MUTANTS.filter(({ harmless }) => harmless === null))('finds out when $name', async (mutant) => {
    const { caughtBy, said } = await hunt(mutant, SEEDS)
    console.log(`${mutant.name}: ${caughtBy === null ? 'not found' : said.split('\n')[0]}`)
    expect(caughtBy, said).not.toBeNull()
  })

  it.each(MUTANTS.filter(({ harmless }) => harmless !== null))('has nothing against it when $name', async (mutant) => {
    const { caughtBy, said } = await hunt(mutant, HARMLESS_SEEDS)
    expect(caughtBy, said).toBeNull()
  })
})
