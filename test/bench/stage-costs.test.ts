import { describe, expect, it } from 'vitest'
import { type StageSample, stageCosts } from './stage-costs.ts'

const samples = (...cpuMs: readonly number[]): StageSample[] => cpuMs.map((ms) => ({ cpuMs: ms, wallMs: 2 * ms }))

describe('stageCosts', () => {
  it('takes from each median that of the stage before', () => {
    const costs = stageCosts(
      [
        { name: 'decode', samples: samples(1, 3, 2) },
        { name: 'sessions', samples: samples(5, 5, 9) },
      ],
      1_000,
    )
    expect(costs).toEqual([
      { name: 'decode', cpuNs: 2_000, wallNs: 4_000, cpuSpreadNs: 2_000, addsCpuNs: 2_000, addsWallNs: 4_000 },
      { name: 'sessions', cpuNs: 5_000, wallNs: 10_000, cpuSpreadNs: 4_000, addsCpuNs: 3_000, addsWallNs: 6_000 },
    ])
  })

  it('shows noise as it is', () => {
    const [, second] = stageCosts(
      [
        { name: 'decode', samples: samples(2) },
        { name: 'watermark', samples: samples(1) },
      ],
      1_000,
    )
    expect(second!.addsCpuNs).toBe(-1_000)
  })
})
