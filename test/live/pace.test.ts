import { describe, expect, it } from 'vitest'
import { etaSeconds, recordsPerSecond, type Sample, withSample } from '../../src/live/pace.ts'

/** Samples a second apart, of records and of lag. */
const samplesOf = (records: readonly number[], lag: readonly (number | null)[] = []): readonly Sample[] =>
  records.reduce<readonly Sample[]>(
    (samples, n, i) => withSample(samples, { atMs: i * 1_000, records: n, lag: lag[i] ?? null }),
    [],
  )
const lagging = (...lag: readonly (number | null)[]) =>
  samplesOf(
    lag.map(() => 0),
    lag,
  )

describe('withSample', () => {
  it('keeps half a minute', () => {
    const samples = samplesOf(Array.from({ length: 100 }, (_, i) => i))
    expect([samples.length, samples[0]?.records, samples.at(-1)?.records]).toEqual([31, 69, 99])
  })

  it('begins anew where the clock was set back', () => {
    const samples = withSample(samplesOf([0, 100, 200]), { atMs: -3_600_000, records: 300, lag: 0 })
    expect(samples).toHaveLength(1)
    expect(recordsPerSecond(withSample(samples, { atMs: -3_599_000, records: 350, lag: 0 }))).toBe(50)
  })
})

describe('recordsPerSecond', () => {
  it('is how many there were in the last 5 s', () => {
    expect(recordsPerSecond(samplesOf([0, 0, 0, 0, 0, 0, 100, 200]))).toBe(40)
    expect(recordsPerSecond(samplesOf([0, 30]))).toBe(30)
  })

  it('is 0 with fewer than two samples, and when all came at once', () => {
    expect(recordsPerSecond([])).toBe(0)
    expect(recordsPerSecond(samplesOf([70]))).toBe(0)
    const one = { atMs: 0, records: 1, lag: null }
    expect(recordsPerSecond([one, { ...one, records: 9 }])).toBe(0)
  })
})

describe('etaSeconds', () => {
  it('is how long it takes at the pace of the last half minute', () => {
    expect(etaSeconds(lagging(100, 90, 80))).toBe(8)
    expect(etaSeconds(lagging(null, 100, null, 80, null))).toBe(8) // the log does not always say where it ends
  })

  it('is 0 without lag', () => {
    expect(etaSeconds(lagging(0))).toBe(0)
    expect(etaSeconds(lagging(50, 0))).toBe(0)
  })

  it('is nobody’s guess where lag does not go down, or was seen once or never', () => {
    for (const lag of [[], [null, null], [50], [50, 50], [50, 60]])
      expect([lag, etaSeconds(lagging(...lag))]).toEqual([lag, null])
  })
})
