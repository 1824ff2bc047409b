import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patiently } from '../../src/cli/patiently.ts'

const told: { trouble: string; pauseMs: number }[] = []
const tell = (trouble: string, pauseMs: number) => void told.push({ trouble, pauseMs })
const troubleOf = (error: unknown) => ((error as Error).message === 'down' ? 'the broker is down' : null)

beforeEach(() => {
  told.length = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Fails so many times before it succeeds. */
const failing = (times: number, message = 'down') => {
  let tries = 0
  return async () => {
    if (tries++ < times) throw new Error(message)
    return tries
  }
}

describe('patiently', () => {
  it('is what the step is, once that succeeds, and says each time what it waits for (R8, R9)', async () => {
    const done = patiently(failing(6), { troubleOf, tell, stop: new AbortController().signal })
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000 + 4_000 + 5_000 + 5_000)
    expect(await done).toEqual({ value: 7 })
    expect(told.map(({ pauseMs }) => pauseMs)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000])
    expect(told[0]?.trouble).toBe('the broker is down')
  })

  it('fails with what waiting does not mend', async () => {
    const stop = new AbortController().signal
    await expect(patiently(failing(1, 'a defect'), { troubleOf, tell, stop })).rejects.toThrow('a defect')
    expect(told).toEqual([])
  })

  it('ends without a value when it is stopped while it waits', async () => {
    vi.useRealTimers()
    const stopping = new AbortController()
    const done = patiently(failing(Number.POSITIVE_INFINITY), { troubleOf, tell, stop: stopping.signal })
    stopping.abort()
    expect(await done).toBeNull()
  })
})
