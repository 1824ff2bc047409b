import { expect, it } from 'vitest'
import { encodeReference } from '../../src/checkpoint/checkpoint.ts'
import type { PipelineIdentity } from '../../src/checkpoint/pipeline-identity.ts'
import { ListedParts, type ListingSource } from '../../src/verify/listed-parts.ts'

const identity = { topic: 'events', group: 'g' } as PipelineIdentity
const DATE = 'rolling_window_results.parquet/date=2026-02-01'

/** A storage with these parts, of a group that has committed up to these numbers; looks are counted. */
const listing = () => {
  const state = { names: [] as string[], sequences: [] as (number | null)[], looks: 0 }
  const source: ListingSource = {
    identity,
    log: {
      committed: async () =>
        state.sequences.map((sequence, partition) => {
          const reference = { commitId: `p${partition}-${sequence}-0a`, sequence: sequence!, sha256: '' }
          return sequence === null ? null : { offset: 0, metadata: encodeReference(reference) }
        }),
    },
    fileSystem: {
      list: async (path) => {
        if (path === 'rolling_window_results.parquet') return ['date=2026-02-01']
        if (path !== DATE) return []
        state.looks++
        return state.names
      },
    },
  }
  const parts = new ListedParts(source)
  const namesOf = async (partition: number, sequence: number) =>
    (await parts.of(partition, sequence)).map(({ path }) => path.slice(DATE.length + 1))
  return { state, parts, namesOf }
}

it('looks once for all partitions while no partition gets further, and again where one has', async () => {
  const { state, parts, namesOf } = listing()
  state.names = ['p0-000001-0a.parquet', 'p1-000001-0a.parquet', 'p0-000002-0a.parquet']
  state.sequences = [2, 1, null]
  await parts.list()
  expect(await namesOf(0, 2)).toEqual(['p0-000001-0a.parquet', 'p0-000002-0a.parquet'])
  expect(await namesOf(1, 1)).toEqual(['p1-000001-0a.parquet'])
  expect(await namesOf(2, 0)).toEqual([])
  expect(state.looks).toBe(1)

  state.names.push('p1-000002-0a.parquet', 'p2-000001-0a.parquet')
  state.sequences = [2, 2, 1]
  expect(await namesOf(1, 2)).toEqual(['p1-000001-0a.parquet', 'p1-000002-0a.parquet'])
  expect(await namesOf(2, 1)).toEqual(['p2-000001-0a.parquet'])
  expect(state.looks).toBe(2)
})
