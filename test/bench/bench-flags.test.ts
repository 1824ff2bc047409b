import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Given } from '../../src/config/command-line.ts'
import { BENCH_FLAGS, checkBench } from './bench-flags.ts'

const workers = (text: string) => {
  const decoded = BENCH_FLAGS.workers.codec.decode(text)
  return isRight(decoded) ? decoded.right : null
}

describe('--workers', () => {
  it('is a list, each number once', () => {
    expect(['1', '1,2', '4,2,4', '64'].map(workers)).toEqual([[1], [1, 2], [4, 2], [64]])
  })

  it('has nothing in it that is no number of workers', () => {
    expect(['', '0', '1,', '65', '1;2', '-1', '1.5', ' 1'].map(workers)).toEqual(Array(8).fill(null))
  })
})

describe('--peers', () => {
  const problems = (kafka: string | null, peers: string | null) =>
    checkBench({ config: { kafka, peers }, givenBy: { peers: '--peers' } } as Given<typeof BENCH_FLAGS>)

  it('needs Kafka', () => {
    expect(problems(null, 'peers')).toEqual(['--peers: other systems read Kafka, so --kafka has to say which'])
    expect([problems('local', 'peers'), problems(null, null), problems('local', null)]).toEqual([[], [], []])
  })
})
