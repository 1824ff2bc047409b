import { describe, expect, it } from 'vitest'
import { paceOf } from '../../src/redrive/pace.ts'

const { signal } = new AbortController()

describe('paceOf', () => {
  it('lets senders together send so many a second, the first at once, and nobody catch up', async () => {
    let nowMs = 0
    const waits: number[] = []
    const pace = paceOf(
      100,
      () => nowMs,
      async (ms) => void waits.push(ms),
    )
    for (const records of [50, 100, 10]) await pace(records, signal)
    expect(waits).toEqual([500, 1_500])
    nowMs = 60_000
    for (const records of [100, 100]) await pace(records, signal)
    expect(waits.slice(2)).toEqual([1_000])
  })

  it('waits no longer when it is stopped', async () => {
    const pace = paceOf(1)
    const stop = new AbortController()
    await pace(1_000, stop.signal)
    const waiting = pace(1, stop.signal)
    stop.abort()
    await waiting
  })
})
