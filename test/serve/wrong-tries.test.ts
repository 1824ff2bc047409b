import { describe, expect, it } from 'vitest'
import { WrongTries } from '../../src/serve/wrong-tries.ts'

const tried = (tries: WrongTries, address: string, ...timesMs: readonly number[]) => {
  for (const ms of timesMs) tries.add(address, ms)
  return tries
}
const tenAt = (ms: number) => Array.from({ length: 10 }, () => ms)

describe('an address', () => {
  it('waits for the rest of the minute behind its tenth wrong try', () => {
    const tries = tried(new WrongTries(), 'a', 0, ...tenAt(30_000).slice(1))
    expect([29_999, 59_001, 59_999, 60_000].map((ms) => tries.secondsToWait('a', ms))).toEqual([31, 1, 1, 0])
  })

  it('does not wait behind nine, nor for what another one tried', () => {
    const tries = tried(new WrongTries(), 'a', ...tenAt(0).slice(1))
    tried(tries, 'b', ...tenAt(0))
    expect([tries.secondsToWait('a', 1), tries.secondsToWait('c', 1)]).toEqual([0, 0])
  })

  it('begins another minute with its next wrong try', () => {
    const tries = tried(new WrongTries(), 'a', ...tenAt(0), 60_000)
    expect(tries.secondsToWait('a', 60_001)).toBe(0)
    expect(tried(tries, 'a', ...tenAt(60_002)).secondsToWait('a', 60_003)).toBe(60)
  })

  it('gives way to ten thousand others, and no earlier', () => {
    const tries = tried(new WrongTries(), 'a', ...tenAt(0))
    for (let i = 0; i < 9_999; i++) tries.add(`other-${i}`, 1)
    expect(tries.secondsToWait('a', 2)).toBe(60)
    tries.add('one-more', 2)
    expect(tries.secondsToWait('a', 2)).toBe(0)
  })
})
