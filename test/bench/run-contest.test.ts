import { describe, expect, it } from 'vitest'
import { statusLine } from '../../src/cli/status-line.ts'
import type { Contender } from './contender.ts'
import { runContest } from './run-contest.ts'

const setUp = (eventsOfB = 100) => {
  const ran: string[] = []
  const written: string[] = []
  const contender = (name: string, events: number): Contender => ({
    name,
    does: name,
    runOnce: async () => {
      ran.push(name)
      return { seconds: 2, events, peakBytes: null, peakAnonBytes: null }
    },
  })
  const contest = { log: 'log', contenders: [contender('a', 100), contender('b', eventsOfB)], floor: 'a' }
  const line = statusLine({ write: (text) => written.push(text) })
  return { ran, written, result: () => runContest(contest, { events: 100, runs: 2, line }) }
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
})
