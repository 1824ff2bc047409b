import { describe, expect, it } from 'vitest'
import { statusLine } from '../../src/cli/status-line.ts'
import type { Contender, Part } from './contender.ts'
import { runContest } from './run-contest.ts'

const setUp = (eventsOfB = 100, part: Part = 'reader') => {
  const ran: string[] = []
  const written: string[] = []
  const contender = (name: string, events: number): Contender => ({
    name,
    part,
    does: name,
    events: 100,
    runOnce: async () => {
      ran.push(name)
      return { seconds: 2, events, peakBytes: null, peakAnonBytes: null }
    },
  })
  const contest = { log: 'log', contenders: [contender('a', 100), contender('b', eventsOfB)], floor: 'a', absent: [] }
  const line = statusLine({ write: (text) => written.push(text) })
  return { ran, written, result: () => runContest(contest, { runs: 2, line, stop: new AbortController().signal }) }
}

describe('runContest', () => {
  it('runs in turns, behind a run that does not count', async () => {
    const { ran, result } = setUp()
    const { standings } = await result()
    expect(ran.join(' ')).toBe('a a b b a')
    expect(standings.map(({ runs }) => runs.length)).toEqual([2, 2])
  })

  it('says how each run went', async () => {
    const { written, result } = setUp()
    await result()
    expect(written).toHaveLength(4)
    expect(written[0]).toMatch(/^log {2}run 1 of 2 {2}a +50 events\/s\n$/)
  })

  it('takes no time of one that has not read all', async () => {
    await expect(setUp(99).result()).rejects.toThrow('b on the log read 99 records; the topic holds 100')
  })

  it('goes on without a peer that fails, and says why', async () => {
    const { ran, written, result } = setUp(99, 'peer')
    const { standings, absent } = await result()
    expect(ran.join(' ')).toBe('a a b a')
    expect(standings.map(({ name }) => name)).toEqual(['a'])
    expect(absent).toEqual([
      { name: 'b', does: 'b', reason: 'run 1: b on the log read 99 records; the topic holds 100' },
    ])
    expect(written[1]).toMatch(/^log {2}run 1 of 2 {2}b +failed: b on the log read 99/)
  })
})
