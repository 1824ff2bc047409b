import fc from 'fast-check'
import { Partitioners } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { murmur2, partitionOf } from '../../src/log/partition-of.ts'

/** kafkajs' own, which its producers use: arithmetic on 64-bit objects, no code shared. */
const kafkajsPartition = (key: Buffer, partitions: number): number =>
  Partitioners.DefaultPartitioner()({
    topic: 'events',
    message: { key, value: null },
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      isr: [1],
      replicas: [1],
      partitionErrorCode: 0,
    })),
  })

describe('murmur2', () => {
  // Kafka's own: org.apache.kafka.common.utils.UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is %i, as in Java', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash)
  })
})

describe('a partition', () => {
  it('is the one that kafkajs sends a key to', () => {
    const anyKey = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 100 }), (key, partitions) => {
        expect(partitionOf(key, partitions)).toBe(kafkajsPartition(key, partitions))
      }),
      {
        numRuns: 2_000,
        examples: [
          [Buffer.alloc(0), 4],
          [Buffer.from([0xff, 0xff, 0xff]), 7],
        ],
      },
    )
  })
})
