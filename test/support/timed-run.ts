import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, vi } from 'vitest'
import { eventJson } from './events.ts'
import { MemoryLog } from './memory-log.ts'

/** The timers of the tests of this file are turned by hand, with `pass`. */
export const turnTimersByHand = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Lets everything happen that needs no time. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await setImmediate()
}

export const pass = async (ms: number): Promise<void> => {
  vi.advanceTimersByTime(ms)
  await settle()
}

export const eventsEvery2s = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => eventJson((from + i) * 2_000))

export const logOf = (...values: readonly string[]): MemoryLog => {
  const log = new MemoryLog()
  log.append(values)
  return log
}
