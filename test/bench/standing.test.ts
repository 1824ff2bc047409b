import { describe, expect, it } from 'vitest'
import type { Contender, Part, Run } from './contender.ts'
import { contestResult } from './standing.ts'

const contender = (name: string, part: Part = 'reader'): Contender => ({
  name,
  part,
  does: name,
  events: 1_000,
  runOnce: () => Promise.reject(new Error('unused')),
})

const run = (seconds: number, more: Partial<Run> = {}): Run => ({
  seconds,
  events: 1_000,
  peakBytes: 100,
  peakAnonBytes: 50,
  ...more,
})

const [floor, pipeline] = [contender('floor'), contender('pipeline', 'pipeline')]
const contest = { log: 'log', contenders: [floor, pipeline], floor: 'floor', absent: [] }
const resultOf = (runsOf: Map<Contender, Run[]>) => contestResult(contest, { runsOf, failed: [] })

describe('contestResult', () => {
  it('takes medians over the runs, and the ratio of the medians', () => {
    const runsOf = new Map([
      [floor, [run(1), run(2), run(4)]],
      [pipeline, [run(10), run(4), run(5)]],
    ])
    const { standings } = resultOf(runsOf)
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
    const [ofFloor, ofPipeline] = resultOf(runsOf).standings
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
    const { standings } = resultOf(runsOf)
    expect(standings.map(({ peakBytes }) => peakBytes)).toEqual([null, 200])
  })

  it('refuses a floor that is no contender', () => {
    expect(() => contestResult({ ...contest, floor: 'none' }, { runsOf: new Map(), failed: [] })).toThrow(
      'none is no contender on the log',
    )
  })

  it('holds each against the peers that ran, and lists those that did not', () => {
    const [fast, slow, broken] = [contender('fast', 'peer'), contender('slow', 'peer'), contender('broken', 'peer')]
    const missing = { name: 'missing', does: '', reason: 'no Java' }
    const failed = { name: 'broken', does: '', reason: 'run 1: out of memory' }
    const runsOf = new Map([
      [floor, [run(1)]],
      [pipeline, [run(2)]],
      [fast, [run(4)]],
      [slow, [run(100), run(200), run(400)]],
      [broken, []],
    ])
    const { standings, absent } = contestResult(
      { ...contest, contenders: [floor, pipeline, fast, slow, broken], absent: [missing] },
      { runsOf, failed: [failed] },
    )
    expect(standings.map(({ name, ofPeers }) => [name, ofPeers])).toEqual([
      ['floor', { fast: 4, slow: 200 }],
      ['pipeline', { fast: 2, slow: 100 }],
      ['fast', { fast: 1, slow: 50 }],
      ['slow', { fast: 0.02, slow: 1 }],
    ])
    expect(absent).toEqual([missing, failed])
  })
})
