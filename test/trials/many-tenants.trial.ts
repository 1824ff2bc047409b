import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drive, flood } from './many-tenants-runs.ts'

/** The short form of npm run many-tenants: what does not depend on how fast the machine is. */
describe('a partition with many tenants', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tideline-many-tenants-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('does not write again what did not change: not the sessions that stay open, not the panes that are over', async () => {
    const shape = { tenants: 2_000, sessions: 100_000, rate: 2_000, seconds: 12, interval: 1 }
    const { driven } = await drive(join(folder, 'active'), shape)
    const sizes = driven.commits.map(({ checkpointBytes }) => checkpointBytes)
    const whole = Math.max(...sizes)
    expect(whole).toBeGreaterThan(100_000 * 20)
    expect(sizes.filter((bytes) => bytes < whole / 5).length).toBeGreaterThan(sizes.length / 2)
    expect(driven.commits.reduce((sum, { books }) => sum + books.records, 0)).toBe(driven.records)
  })

  it('stays within its memory under a flood of names and of sessions that never end, and loses nothing', async () => {
    const { driven, pairs, evicted, last } = await flood(join(folder, 'flood'), 100_000)
    expect(driven.peakHeapMb).toBeLessThan(FLOOD_MB)
    expect(pairs + last.openPairsAfter).toBe(5 * driven.records)
    expect(evicted).toBe(100_000)
    expect(last.unpairedAfter).toBe(50_000)
  })
})

/** Two commits of 500,000 rows, a window of 100,000 names, and what the collector has not looked at. */
const FLOOD_MB = 1_500
