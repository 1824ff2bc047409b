import { beforeEach, describe, expect, it } from 'vitest'
import type { CheckpointFile, CheckpointHead } from '../../src/checkpoint/checkpoint.ts'
import { EncodedCheckpoint } from '../../src/checkpoint/encode-checkpoint.ts'
import { newestCheckpoint } from '../../src/checkpoint/newest-checkpoint.ts'
import { type Part, partOf } from '../../src/sink/part.ts'
import { tenantId } from '../support/events.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'

interface Written {
  readonly rows?: 'published' | 'staged'
  readonly builtOn?: readonly CheckpointFile[]
  /** Bytes that its file lacks at the end. */
  readonly cut?: number
}

let disk: MemoryDisk
beforeEach(() => {
  disk = new MemoryDisk()
})

/** Writes partition 0's checkpoint of a number, with a day's sessions if it has rows. */
const write = (sequence: number, nonce: string, { rows, builtOn = [], cut = 0 }: Written): CheckpointFile => {
  const id = `p0-${String(sequence).padStart(6, '0')}-${nonce}`
  const parts: Part[] = rows === undefined ? [] : [partOf(id, 'session_stats', '2015-05-17')]
  for (const part of parts) disk.plant(rows === 'published' ? part.published : part.staged, 'rows')
  const state = { clock: { streamTimeMs: 1, firstEventMs: 1 }, closedToMs: 0, openFromMs: 0, openPairs: 0 }
  const head = { partition: 0, sequence, nextOffset: 10 * sequence, parts, builtOn, state }
  const encoded = new EncodedCheckpoint(head as unknown as CheckpointHead, [['totals', [[tenantId('a'), sequence, 1]]]])
  const bytes = Buffer.concat([...encoded])
  disk.plant(`.checkpoints/${id}.json`, bytes.subarray(0, bytes.length - cut))
  return encoded.file(id)
}

const newest = async () =>
  (await newestCheckpoint(memoryFileSystem(disk), 0, { startOffset: 0, endOffset: 100 })).commitId

describe('the checkpoint that stands in for a lost offset', () => {
  it('is the last one where its rows are published, which is behind its transaction', async () => {
    const first = write(1, 'aaaa', { rows: 'published' })
    write(2, 'bbbb', { rows: 'published', builtOn: [first] })
    expect(await newest()).toBe('p0-000002-bbbb')
  })

  it('is the one before where the last one may never have been committed', async () => {
    const first = write(1, 'aaaa', { rows: 'published' })
    write(2, 'bbbb', { rows: 'staged', builtOn: [first] })
    expect(await newest()).toBe('p0-000001-aaaa')
  })

  it('is the one before, also if that had no rows and the last one holds all of the state', async () => {
    write(1, 'aaaa', {})
    write(2, 'bbbb', { rows: 'staged' })
    expect(await newest()).toBe('p0-000001-aaaa')
  })

  it('is the last one where there is no other', async () => {
    write(1, 'aaaa', { rows: 'staged' })
    expect(await newest()).toBe('p0-000001-aaaa')
  })

  it('is the one that was committed of two with a number: the other is of an owner that lost the partition', async () => {
    const first = write(1, 'aaaa', { rows: 'published' })
    write(2, '0000', { rows: 'staged', builtOn: [first] })
    const second = write(2, 'bbbb', { rows: 'published', builtOn: [first] })
    write(3, 'cccc', { builtOn: [first, second] })
    expect(await newest()).toBe('p0-000002-bbbb')
  })

  it('is that one, too, where only the next one says which of the two was committed', async () => {
    const first = write(1, 'aaaa', { rows: 'published' })
    write(2, '0000', { builtOn: [first] })
    const second = write(2, 'bbbb', { builtOn: [first] })
    write(3, 'cccc', { rows: 'staged', builtOn: [first, second] })
    expect(await newest()).toBe('p0-000002-bbbb')
  })

  it.each([
    1, 2, 3, 8, 40,
  ])('is not one whose last %i bytes are missing, as a copy or a backup may have it', async (cut) => {
    write(1, 'aaaa', { rows: 'published' })
    write(2, 'bbbb', { rows: 'published', cut })
    expect(await newest()).toBe('p0-000001-aaaa')
  })
})
