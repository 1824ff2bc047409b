import { describe, expect, it } from 'vitest'
import type { Contender, Run } from './contender.ts'
import { contestResult } from './standing.ts'

const contender = (name: string): Contender => ({
  name,
  does: name,
  runOnce: () => Promise.reject(new Error('unused')),
})

const run = (seconds: number, more: Partial<Run> = {}): Run => ({
  seconds,
  events: 1_000,
  peakBytes: 100,
  peakAnonBytes: 50,
  ...more,
})

const [floor, pipeline] = [contender('floor'), contender('pipeline')]
const contest = { log: 'log', contenders: [floor, pipeline], floor: 'floor' }

describe('contestResult', () => {
  it('takes medians over the runs, and the ratio of the medians', () => {
    const runsOf = new Map([
      [floor, [run(1), run(2), run(4)]],
      [pipeline, [run(10), run(4), run(5)]],
    ])
    const { standings } = contestResult(contest, runsOf)
    expect(
      standings.map(({ eventsPerSecond, slowest, fastest, ofFloor }) => [eventsPerSecond, slowest, fastest, ofFloor]),
    ).toEqual([
      [500, 250, 1_000, 1],
      [200, 100, 250, 0.4],
    ])
  })

  it('looks at the commits of all runs together', () => {
    const written = { rows: 10, bytes: 200, parts: 4 }
    const runsOf = new Map([
      [floor, [run(1)]],
      [
        pipeline,
        [
          run(1, { written: { ...written, commitsMs: [10, 30] } }),
          run(1, { written: { ...written, commitsMs: [20, 900] } }),
        ],
      ],
    ])
    const [ofFloor, ofPipeline] = contestResult(contest, runsOf).standings
    expect(ofFloor!.written).toBeNull()
    expect(ofPipeline!.written).toEqual({
      rows: 10,
      parts: 4,
      bytesPerRow: 20,
      commits: 2,
      commitMedianMs: 25,
      commitWorstMs: 900,
    })
  })

  it('does not know the memory of what did not always tell', () => {
    const runsOf = new Map([
      [floor, [run(1), run(1, { peakBytes: null })]],
      [pipeline, [run(1), run(1, { peakBytes: 300 })]],
    ])
    const { standings } = contestResult(contest, runsOf)
    expect(standings.map(({ peakBytes }) => peakBytes)).toEqual([null, 200])
  })

  it('refuses a floor that is no contender', () => {
    expect(() => contestResult({ ...contest, floor: 'none' }, new Map())).toThrow('none is no contender on the log')
  })
})
