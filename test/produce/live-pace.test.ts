import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Clock, livePace } from '../../src/produce/live-pace.ts'

/** A clock that moves only while someone sleeps, or where a test moves it. */
const testClock = () => {
  let nowMs = 1_000
  const clock: Clock & { pass(ms: number): void } = {
    nowMs: () => nowMs,
    sleep: async (ms) => clock.pass(ms),
    pass: (ms) => {
      nowMs += ms
    },
  }
  return clock
}
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
const never = new AbortController().signal

const paced = async (count: number, rate: number, slowMs = 0) => {
  const clock = testClock()
  const batches: [atMs: number, items: readonly number[]][] = []
  for await (const items of livePace(numbers(count), rate, never, clock)) {
    batches.push([clock.nowMs() - 1_000, items])
    clock.pass(slowMs)
  }
  return batches
}

describe('live pace', () => {
  it('gives each item on its turn, the first at once', async () => {
    expect(await paced(3, 1)).toEqual([
      [0, [0]],
      [1_000, [1]],
      [2_000, [2]],
    ])
  })

  it('gives at once what fell due within 10 ms', async () => {
    expect(await paced(6, 250)).toEqual([
      [0, [0]],
      [10, [1, 2]],
      [20, [3, 4, 5]],
    ])
  })

  it('catches up with what a slow consumer missed', async () => {
    expect(await paced(7, 100, 25)).toEqual([
      [0, [0]],
      [25, [1, 2]],
      [50, [3, 4, 5]],
      [75, [6]],
    ])
  })

  it('neither loses, repeats, reorders nor hurries', async () => {
    const anyRate = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    await fc.assert(
      fc.asyncProperty(fc.nat(200), anyRate, fc.nat(1_000), async (count, rate, slowMs) => {
        const batches = await paced(count, rate, slowMs)
        expect(batches.flatMap(([, items]) => items)).toEqual(numbers(count))
        for (const [atMs, items] of batches) expect((items.at(-1)! * 1_000) / rate).toBeLessThanOrEqual(atMs)
      }),
    )
  })

  it('ends when it is told to, also in the middle of a wait', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const beganMs = performance.now()
    setTimeout(() => stop.abort(), 50)
    for await (const items of livePace(numbers(10), 0.001, stop.signal)) seen.push(...items)
    expect(seen).toEqual([0])
    expect(performance.now() - beganMs).toBeLessThan(5_000)
  })
})
