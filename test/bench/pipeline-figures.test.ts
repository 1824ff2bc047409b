import { describe, expect, it } from 'vitest'
import { pipelineFigures } from './pipeline-figures.ts'

const at = (second: number) => new Date(second * 1000).toISOString()

const SUMMARY = JSON.stringify({ records: 500, rows: { rolling_window_results: 8, session_stats: 2 } })
const LINES = [
  { time: at(0), msg: 'pipeline started' },
  { time: at(10), msg: 'partition taken', partition: 0, tookMs: 2_000 },
  { time: at(11), msg: 'partition taken', partition: 1, tookMs: 100 },
  { time: at(12), msg: 'committed', parts: 3, bytes: 70, tookMs: 500 },
  { time: at(13), msg: 'partition finished', partition: 1 },
  { time: at(18), msg: 'committed', parts: 1, bytes: 30, tookMs: 40 },
  { time: at(18), msg: 'partition finished', partition: 0 },
  { time: at(20), msg: 'pipeline ended' },
]

describe('pipelineFigures', () => {
  it('begins when the first partition was given, and ends with the last', () => {
    expect(pipelineFigures(LINES, SUMMARY).seconds).toBe(10)
  })

  it('adds up what was written', () => {
    expect(pipelineFigures(LINES, SUMMARY)).toMatchObject({
      events: 500,
      written: { rows: 10, bytes: 100, parts: 4, commitsMs: [500, 40] },
    })
  })

  it('takes no run for one that lost a partition on the way', () => {
    expect(() => pipelineFigures(LINES.slice(0, 5), SUMMARY)).toThrow('took 2 partitions and finished 1')
  })

  it('lets workers hand a partition over before it is finished', () => {
    const again = { time: at(12), msg: 'partition taken', partition: 1, tookMs: 100, worker: 1 }
    expect(pipelineFigures([...LINES.slice(0, 3), again, ...LINES.slice(3)], SUMMARY).seconds).toBe(10)
  })
})
