import { expect, it } from 'vitest'
import type { Books } from '../../src/checkpoint/books.ts'
import { type Checkpoint, checkpointPath, encodeReference } from '../../src/checkpoint/checkpoint.ts'
import { committedCheckpoint } from '../../src/checkpoint/committed-checkpoint.ts'
import { EncodedCheckpoint } from '../../src/checkpoint/encode-checkpoint.ts'
import { wholeCheckpoint } from '../support/checkpoint-file.ts'

const STATE = { windows: { closedToMs: null, panes: [] }, sessions: { open: [], waiting: [], totals: [] } }

const committedAs = (sequence: number) => {
  const commitId = `p0-00000${sequence}-abc`
  const { bytes, sha256 } = wholeCheckpoint({
    partition: 0,
    sequence,
    nextOffset: 10 * sequence,
    state: STATE,
  } as unknown as Checkpoint)
  return {
    path: checkpointPath(commitId),
    bytes,
    offset: 10 * sequence,
    metadata: encodeReference({ commitId, sequence, sha256 }),
  }
}

/** A log that says so and then so, the last for good, and a disk with some checkpoints. */
const source = (
  said: readonly (ReturnType<typeof committedAs> | null)[],
  kept: readonly ReturnType<typeof committedAs>[],
) => {
  let asked = 0
  return {
    log: { committed: async () => [said[Math.min(asked++, said.length - 1)]!] },
    fileSystem: { read: async (path: string) => kept.find((one) => one.path === path)?.bytes ?? null },
    topic: 'events',
    group: 'tideline',
    pause: async () => {},
  }
}

const [first, second, third] = [committedAs(1), committedAs(2), committedAs(3)]

it('is the one that the committed offset names', async () => {
  expect(await committedCheckpoint(source([first], [first]), 0)).toMatchObject({
    offset: 10,
    path: first.path,
    checkpoint: { sequence: 1, nextOffset: 10 },
  })
})

it('is none where nothing is committed', async () => {
  expect(await committedCheckpoint(source([null], []), 0)).toBeNull()
})

it('is the next one where the pipeline has committed again meanwhile', async () => {
  expect(await committedCheckpoint(source([first, second, third], [third]), 0)).toMatchObject({ offset: 30 })
})

it('is missing where nothing else is committed either', async () => {
  await expect(committedCheckpoint(source([second], [first]), 0)).rejects.toThrow(
    'the checkpoint .checkpoints/p0-000002-abc.json, which the committed offset names, is missing',
  )
})

it('is the next one where a commit has removed meanwhile what it was built on', async () => {
  const small = {
    clock: { streamTimeMs: null, firstEventMs: null },
    closedToMs: null,
    openFromMs: null,
    openPairs: 0,
    beginsMidway: false,
  }
  const summary = { partition: 0, sequence: 2, nextOffset: 20, parts: [], books: {} as Books }
  const gone = { commitId: 'p0-000001-gone', sha256: '', bytes: 1 }
  const encoded = new EncodedCheckpoint({ ...summary, builtOn: [gone], state: small }, [])
  const bytes = Buffer.concat([...encoded])
  const { sha256 } = encoded.file('')
  const metadata = encodeReference({ commitId: 'p0-000002-xyz', sequence: 2, sha256 })
  const built = { path: checkpointPath('p0-000002-xyz'), bytes, offset: 20, metadata }
  expect(await committedCheckpoint(source([built, third], [built, third]), 0)).toMatchObject({ offset: 30 })
  await expect(committedCheckpoint(source([built], [built]), 0)).rejects.toThrow(
    'the checkpoint .checkpoints/p0-000001-gone.json, which .checkpoints/p0-000002-xyz.json is built on, is missing',
  )
})
