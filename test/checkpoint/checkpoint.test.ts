import { describe, expect, it } from 'vitest'
import { checkpointPath, commitIdOf, decodeReference, encodeReference } from '../../src/checkpoint/checkpoint.ts'

const sha256 = 'f'.repeat(64)
const REFERENCE = { commitId: 'p3-000017-8f3a0c1d', sequence: 17, sha256 }

describe('the reference to a checkpoint', () => {
  it('comes back as it was encoded', () => {
    expect(decodeReference(encodeReference(REFERENCE), 'partition 3')).toEqual(REFERENCE)
  })

  it('fits into the metadata of an offset (4,096 bytes), also of the largest numbers', () => {
    const commitId = commitIdOf(2 ** 31, Number.MAX_SAFE_INTEGER, 'ffffffff')
    const metadata = encodeReference({ commitId, sequence: Number.MAX_SAFE_INTEGER, sha256 })
    expect(metadata.length).toBeLessThan(4_096)
    expect(decodeReference(metadata, '')).toMatchObject({ commitId })
  })

  it.each([
    '',
    'set by hand',
    'null',
    '[]',
    '7',
    '{}',
    '{"commitId":"p3-000017-8f3a0c1d","sequence":17}',
    '{"commitId":"p3-000017-8f3a0c1d","sequence":1.5,"sha256":"x"}',
    '{"commitId":"../../etc/passwd","sequence":1,"sha256":"x"}',
    '{"commitId":"p3-000017-8f3a0c1d/../x","sequence":1,"sha256":"x"}',
  ])('is refused where the metadata is not one of ours: %s', (metadata) => {
    expect(() => decodeReference(metadata, 'partition 3')).toThrow(
      'partition 3: the committed offset names no checkpoint of ours: was it set by another program or a tool?',
    )
  })
})

describe('the names of a commit', () => {
  it('sort in the order of the commits', () => {
    expect(commitIdOf(3, 17, '8f3a0c1d')).toBe('p3-000017-8f3a0c1d')
    expect(checkpointPath('p3-000017-8f3a0c1d')).toBe('.checkpoints/p3-000017-8f3a0c1d.json')
    expect(commitIdOf(0, 9, 'z') < commitIdOf(0, 10, 'a')).toBe(true)
  })
})
