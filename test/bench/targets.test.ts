import { describe, expect, it } from 'vitest'
import type { ContestResult, Standing } from './standing.ts'
import { isMet, targetResults } from './targets.ts'

const at = (name: string, eventsPerSecond: number) => ({ name, eventsPerSecond }) as Standing

const contest = (...standings: readonly Standing[]): ContestResult => ({
  log: 'Kafka',
  floor: 'kafkajs + JSON.parse',
  standings,
  absent: [{ name: 'Faust', does: '', reason: 'no Java' }],
})

describe('targetResults', () => {
  it('weighs each pair that was to be measured, and says of which one was not', () => {
    const found = targetResults(
      contest(at('pipeline, 1 worker', 500), at('kafkajs + JSON.parse', 400), at('Quix Streams', 26)),
    )
    expect(found.map((one) => [one.ours, one.than, one.found, isMet(one)])).toEqual([
      ['pipeline, 1 worker', 'kafkajs + JSON.parse', 1.25, true],
      ['pipeline, 1 worker', 'Quix Streams', 500 / 26, false],
      ['pipeline, 1 worker', 'Faust', null, false],
    ])
  })

  it('holds two workers against systems that have two', () => {
    const found = targetResults(
      contest(at('pipeline, 2 workers', 860), at('Flink SQL, 2 slots', 860), at('Kafka Streams, 2 threads', 345)),
    )
    expect(found.filter(({ found }) => found !== null).map((one) => [one.than, isMet(one)])).toEqual([
      ['Flink SQL, 2 slots', true],
      ['Kafka Streams, 2 threads', false],
    ])
  })
})
