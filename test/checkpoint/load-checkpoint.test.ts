import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Checkpoint, CheckpointFile, CheckpointHead } from '../../src/checkpoint/checkpoint.ts'
import { EncodedCheckpoint } from '../../src/checkpoint/encode-checkpoint.ts'
import { loadCheckpoint } from '../../src/checkpoint/load-checkpoint.ts'
import type { StateChange } from '../../src/checkpoint/state-change.ts'
import { partOf } from '../../src/sink/part.ts'
import { wholeCheckpoint } from '../support/checkpoint-file.ts'
import { eventType, sessionId, tenantId } from '../support/events.ts'

const CHECKPOINT: Checkpoint = {
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
const { state, ...SUMMARY } = CHECKPOINT
const { windows: _, sessions: __, ...small } = state

const ID = 'p3-000017-8f3a0c1d'
const PATH = `.checkpoints/${ID}.json`
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Checkpoints on a disk, by their path. */
class Files extends Map<string, Buffer> {
  /** Writes one that is built on these, and says what those know of it that are built on it. */
  write(commitId: string, builtOn: readonly CheckpointFile[], ...changes: StateChange[]): CheckpointFile {
    const head: CheckpointHead = { ...SUMMARY, builtOn, state: { ...small, closedToMs: -2_000, openFromMs: -8_000 } }
    const encoded = new EncodedCheckpoint(head, changes)
    this.set(`.checkpoints/${commitId}.json`, Buffer.concat([...encoded]))
    return encoded.file(commitId)
  }

  readonly read = async (path: string) => this.get(path) ?? null
}

const view = (startMs: number, count: number, lastMs: number): StateChange => [
  'pane',
  startMs,
  [[tenantId('a'), [[eventType('view'), count, lastMs]]]],
]
const entry = (name: string, ms: number) => [tenantId('a'), sessionId(name), ms] as const
const nameOf = (name: string) => [tenantId('a'), sessionId(name)] as const

describe('a checkpoint', () => {
  const files = new Files()
  const { bytes, sha256 } = wholeCheckpoint(CHECKPOINT)
  files.set(PATH, bytes)

  it('comes back as it was encoded', async () => {
    expect(await loadCheckpoint(files, { commitId: ID, sha256 })).toEqual({
      commitId: ID,
      checkpoint: CHECKPOINT,
      files: [{ commitId: ID, sha256, bytes: bytes.length }],
    })
  })

  it('is known by the sha256 of its bytes', () => {
    expect(sha256).toBe(sha256Of(bytes))
  })

  it('is one JSON document, a change a line, so that no program and no tool takes it for what it is not', () => {
    const written = new Files()
    written.write(ID, [], view(0, 1, 5), ['opened', [entry('s\n1', 5)]])
    const text = written.get(PATH)!.toString()
    expect(JSON.parse(text)).toMatchObject({
      version: 2,
      sequence: 17,
      changes: [view(0, 1, 5), ['opened', [entry('s\n1', 5)]]],
    })
    expect(text.split('\n')).toHaveLength(4)
  })

  it('is written in pieces, one encoded when the one before is taken', () => {
    let encoded = 0
    const changes = function* (): Generator<StateChange> {
      for (; encoded < 100; encoded++)
        yield ['opened', Array.from({ length: 1_000 }, (_, i) => entry(`session ${i}`, i))]
    }
    const checkpoint = new EncodedCheckpoint(
      { ...SUMMARY, builtOn: [], state: { ...small, closedToMs: null, openFromMs: null } },
      changes(),
    )
    let most = 0
    let pieces = 0
    for (const piece of checkpoint) {
      expect(encoded).toBeLessThan(++pieces * 12 + 1)
      most = Math.max(most, piece.length)
    }
    expect(encoded).toBe(100)
    expect(most).toBeLessThan(400_000)
  })

  it('leaves turns to others while it is read, also where one tenant has it all', async () => {
    const written = new Files()
    const types = (from: number) => Array.from({ length: 10_000 }, (_, i) => [eventType(`${from + i}`), 1, 5] as const)
    const panes = [0, 10_000, 20_000].map((from) => ['pane', from, [[tenantId('a'), types(from)]]] as const)
    const { commitId, sha256 } = written.write(ID, [], ...panes)
    let turns = 0
    let isLoading = true
    const count = () => {
      turns++
      if (isLoading) setImmediate(count)
    }
    setImmediate(count)
    await loadCheckpoint(written, { commitId, sha256 })
    isLoading = false
    expect(turns).toBeGreaterThanOrEqual(panes.length)
  })

  it('is refused where it is missing', async () => {
    await expect(loadCheckpoint(new Files(), { commitId: ID, sha256 })).rejects.toThrow(
      `the checkpoint ${PATH}, which the committed offset names, is missing: restore it from a backup`,
    )
  })

  it('is refused where a single bit is not as it was, or bytes are missing', async () => {
    const message = `the checkpoint ${PATH} is not as it was committed (sha256): restore it from a backup`
    const tampered = Buffer.from(bytes)
    tampered[bytes.length - 5]! ^= 1
    for (const broken of [tampered, bytes.subarray(0, -1), Buffer.alloc(0)])
      await expect(loadCheckpoint(new Files([[PATH, broken]]), { commitId: ID, sha256 })).rejects.toThrow(message)
  })

  it('is refused where it has another version', async () => {
    const newer = Buffer.from(JSON.stringify({ ...CHECKPOINT, version: 3 }))
    await expect(loadCheckpoint(new Files([[PATH, newer]]), { commitId: ID, sha256: sha256Of(newer) })).rejects.toThrow(
      `the checkpoint ${PATH} has version 3, and this program reads versions 1 and 2: go on with the program that wrote it`,
    )
  })

  it('of version 1 is the whole state, and another may be built on it', async () => {
    const first = Buffer.from(
      JSON.stringify({
        version: 1,
        ...CHECKPOINT,
        state: { ...state, sessions: { open: [entry('s1', 1)], waiting: [], totals: [] } },
      }),
    )
    const files = new Files([['.checkpoints/first.json', first]])
    const file = { commitId: 'first', sha256: sha256Of(first), bytes: first.length }
    const second = files.write(ID, [file], ['opened', [entry('s2', 2)]])
    const { checkpoint } = await loadCheckpoint(files, second)
    expect(checkpoint.state.sessions.open).toEqual([entry('s1', 1), entry('s2', 2)])
  })
})

describe('a checkpoint that is built on others', () => {
  const files = new Files()
  const first = files.write(
    'p3-000015-aaaa',
    [],
    view(-10_000, 1, -9_000),
    view(0, 1, 500),
    ['opened', [entry('s1', 1), entry('s2', 2)]],
    ['waiting', [entry('w', 1)]],
  )
  const second = files.write(
    'p3-000016-bbbb',
    [first],
    view(0, 2, 400),
    ['closed', [nameOf('s1')]],
    ['opened', [entry('s1', 9)]], // ended and begun again
    ['met', [nameOf('w')]],
    ['totals', [[tenantId('a'), 1, 8]]],
  )
  const third = files.write(ID, [first, second], ['closed', [nameOf('s2')]], ['totals', [[tenantId('a'), 2, 20]]])

  it('has the state that all of their changes add up to, in order', async () => {
    const { checkpoint, files: readFrom } = await loadCheckpoint(files, third)
    expect(checkpoint.state).toMatchObject({
      windows: { closedToMs: -2_000, panes: [view(0, 1, 500).slice(1), view(0, 2, 400).slice(1)] },
      sessions: { open: [entry('s1', 9)], waiting: [], totals: [['a', 2, 20]] },
    })
    expect(readFrom).toEqual([first, second, third])
  })

  it.each([first, second])('is refused where one of them is missing or was changed: %j', async ({ commitId }) => {
    const path = `.checkpoints/${commitId}.json`
    const without = new Files(files)
    without.delete(path)
    await expect(loadCheckpoint(without, third)).rejects.toThrow(
      `the checkpoint ${path}, which ${PATH} is built on, is missing: restore it from a backup`,
    )
    const changed = new Files(files)
    changed.set(path, Buffer.concat([files.get(path)!, Buffer.from(' ')]))
    await expect(loadCheckpoint(changed, third)).rejects.toThrow(
      `the checkpoint ${path} is not as it was committed (sha256): restore it from a backup`,
    )
  })
})
