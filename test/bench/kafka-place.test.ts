import { expect, it } from 'vitest'
import { leftBehind } from './kafka-place.ts'

it('deletes what the benchmark and its peers have made on a broker, and nothing of anybody else', () => {
  const ours = ['bench-1a', 'bench-1a_dlq', 'bench-1a-300000', 'bench-1a-7']
  const peers = ['peer-12474446309637-KSTREAM-STORE-changelog', 'changelog__peer-1795417495012727034--bench']
  const others = ['bench-1ab', 'events', 'peer-review', 'peer-12474446309638-before']
  expect(leftBehind([...ours, ...peers, ...others], ['peer-12474446309638-before'], 'bench-1a')).toEqual([
    ...ours,
    ...peers,
  ])
})
