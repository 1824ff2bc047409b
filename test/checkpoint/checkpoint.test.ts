import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  checkpointPath,
  commitIdOf,
  decodeCheckpoint,
  decodeReference,
  encodeCheckpoint,
  encodeReference,
} from '../../src/checkpoint/checkpoint.ts'
import { partOf } from '../../src/sink/part.ts'

const CHECKPOINT = {
  partition: 3,
  sequence: 17,
  nextOffset: 1_234,
  parts: [partOf('p3-000017-8f3a0c1d', 'session_stats', '2015-05-17')],
  books: {
    partition: 3,
    fromOffset: 1_000,
    toOffset: 1_234,
    records: 234,
    events: 234,
    deadLetters: 0,
    openPairsBefore: 0,
    heldPairs: 1_170,
    resultPairs: 1_170,
    correctionPairs: 0,
    openPairsAfter: 0,
    unpairedBefore: 0,
    sessionEvents: 0,
    completedSessions: 0,
    unmatchedSessions: 0,
    unpairedAfter: 0,
  },
  state: {
    clock: { streamTimeMs: 1e12, firstEventMs: 1 },
    windows: { closedToMs: -2_000, panes: [] },
    sessions: { open: [], waiting: [], totals: [] },
    openPairs: 0,
    beginsMidway: false,
  },
}
const { bytes, sha256 } = encodeCheckpoint(CHECKPOINT)
const REFERENCE = { commitId: 'p3-000017-8f3a0c1d', sequence: 17, sha256 }
const PATH = '.checkpoints/p3-000017-8f3a0c1d.json'

describe('a checkpoint', () => {
  it('comes back as it was encoded', () => {
    expect(decodeCheckpoint(bytes, REFERENCE)).toEqual({ version: 1, ...CHECKPOINT })
  })

  it('is known by the sha256 of its bytes', () => {
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('is refused where it is missing', () => {
    expect(() => decodeCheckpoint(null, REFERENCE)).toThrow(
      `the checkpoint ${PATH}, which the committed offset names, is missing: restore it from a backup`,
    )
  })

  it('is refused where a single bit is not as it was, or bytes are missing', () => {
    const message = `the checkpoint ${PATH} is not as it was committed (sha256): restore it from a backup`
    const tampered = Buffer.from(bytes)
    tampered[bytes.length - 5]! ^= 1
    for (const broken of [tampered, bytes.subarray(0, -1), Buffer.alloc(0)])
      expect(() => decodeCheckpoint(broken, REFERENCE)).toThrow(message)
  })

  it('is refused where it has another version', () => {
    const newer = Buffer.from(JSON.stringify({ ...CHECKPOINT, version: 2 }))
    const itsSha256 = createHash('sha256').update(newer).digest('hex')
    expect(() => decodeCheckpoint(newer, { ...REFERENCE, sha256: itsSha256 })).toThrow(
      `the checkpoint ${PATH} has version 2, and this program reads version 1: go on with the program that wrote it`,
    )
  })
})

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
    expect(checkpointPath('p3-000017-8f3a0c1d')).toBe(PATH)
    expect(commitIdOf(0, 9, 'z') < commitIdOf(0, 10, 'a')).toBe(true)
  })
})
