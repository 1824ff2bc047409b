import { NEVER, VirtualTimeScheduler } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { decodeReference } from '../../src/checkpoint/checkpoint.ts'
import { loadCheckpoint } from '../../src/checkpoint/load-checkpoint.ts'
import { isWorthCommitting } from '../../src/checkpoint/position.ts'
import { windowCount } from '../support/events.ts'
import { batchEnd, deadLetter, pendingOf, sessionsAt, windowsAt } from '../support/outputs.ts'
import { keyValuesOf, readParquet } from '../support/read-parquet.ts'
import { commit, PENDING, POSITION, setUpCommit } from './commit-fixture.ts'

const PARTS = [
  'late_window_corrections.parquet/date=1970-01-01/p0-000001-aaaa.parquet',
  'rolling_window_results.parquet/date=1970-01-01/p0-000001-aaaa.parquet',
  'session_stats.parquet/date=1970-01-02/p0-000001-aaaa.parquet',
  'unmatched_sessions.parquet/date=1970-01-01/p0-000001-aaaa.parquet',
]
const CHECKPOINT = '.checkpoints/p0-000001-aaaa.json'

describe('commitPending', () => {
  it('goes through the steps of R2 in their order', async () => {
    const { faults, targets } = await setUpCommit()
    await commit(PENDING, { ...POSITION, checkpoints: [{ commitId: 'p0-000000-old', sha256: '', bytes: 0 }] }, targets)
    expect(faults.operations.map((name) => name.replace(/(\.staging\/|\w+\.parquet\/).+/, '$1'))).toEqual([
      // 1 the parts, each synced, and their directory
      'create .staging/',
      'create .staging/',
      'create .staging/',
      'create .staging/',
      'sync .staging',
      // 2 the checkpoint
      `create ${CHECKPOINT}`,
      'sync .checkpoints',
      // 3 one transaction
      'commit 0',
      // 4 the final names, synced, and only then the staged ones go
      'make rolling_window_results.parquet/',
      'link rolling_window_results.parquet/',
      'make late_window_corrections.parquet/',
      'link late_window_corrections.parquet/',
      'make session_stats.parquet/',
      'link session_stats.parquet/',
      'make unmatched_sessions.parquet/',
      'link unmatched_sessions.parquet/',
      'sync rolling_window_results.parquet/',
      'sync late_window_corrections.parquet/',
      'sync session_stats.parquet/',
      'sync unmatched_sessions.parquet/',
      'remove .staging/',
      'remove .staging/',
      'remove .staging/',
      'remove .staging/',
      'sync .staging',
      // 5 the checkpoint before
      'remove .checkpoints/p0-000000-old.json',
    ])
  })

  it.each([
    [true, { '0': false, '2000': true, '4000': true, '6000': true, '8000': true }],
    [false, { '0': true, '2000': true, '4000': true, '6000': true, '8000': true }],
  ])('says which windows may have begun before the first event seen, if it began midway: %s', async (beginsMidway, complete) => {
    const { disk, targets } = await setUpCommit()
    await commit(PENDING, { ...POSITION, beginsMidway }, targets) // the first event seen is at 500 ms
    const [corrections, results] = await Promise.all(PARTS.slice(0, 2).map((path) => readParquet(disk.read(path)!)))
    const of = (rows: typeof results) =>
      Object.fromEntries(rows!.map((row) => [Number(row.window_start), row.complete]))
    expect(of(corrections)).toEqual(complete)
    expect(of(results)).toEqual({ '0': complete['0'] })
  })

  it('calls no window complete that closes before any event was seen behind a loss', async () => {
    const { disk, targets } = await setUpCommit()
    const blind = { ...PENDING, clock: { streamTimeMs: 1_000, firstEventMs: null } }
    await commit(blind, { ...POSITION, beginsMidway: true }, targets)
    const rows = (await Promise.all(PARTS.slice(0, 2).map((path) => readParquet(disk.read(path)!)))).flat()
    expect(rows.map((row) => row.complete)).toEqual(Array(6).fill(false))
  })

  it('publishes the rows, with their part of the books', async () => {
    const { disk, targets } = await setUpCommit()
    await commit(PENDING, POSITION, targets)
    expect(disk.names()).toEqual([CHECKPOINT, ...PARTS])
    const rows = await Promise.all(PARTS.map((path) => readParquet(disk.read(path)!)))
    expect(rows.map((ofPart) => ofPart.length)).toEqual([5, 1, 1, 1])
    const books = PARTS.map((path) => JSON.parse(keyValuesOf(disk.read(path)!)['tideline.books'] ?? ''))
    expect(books).toEqual(
      Array(4).fill({
        partition: 0,
        fromOffset: 100,
        toOffset: 103,
        records: 3,
        events: 2,
        deadLetters: 1,
        openPairsBefore: 0,
        heldPairs: 10,
        resultPairs: 4,
        correctionPairs: 5,
        openPairsAfter: 1,
        unpairedBefore: 0,
        sessionEvents: 3,
        completedSessions: 1,
        unmatchedSessions: 1,
        unpairedAfter: 0,
      }),
    )
  })

  it('commits the offset, the dead letters and the reference of the checkpoint in one transaction', async () => {
    const { log, targets } = await setUpCommit()
    await commit(PENDING, POSITION, targets)
    expect(log.deadLetters).toEqual(PENDING.deadLetters.map(({ record }) => record))
    const { offset, metadata } = log.committed.get(0)!
    const reference = decodeReference(metadata, '')
    expect([offset, reference.commitId, reference.sequence]).toEqual([103, 'p0-000001-aaaa', 1])
    const { checkpoint } = await loadCheckpoint(targets.fileSystem, reference)
    expect(checkpoint.parts.map(({ published }) => published).sort()).toEqual(PARTS)
    expect(checkpoint).toMatchObject({
      nextOffset: 103,
      sequence: 1,
      state: { clock: { streamTimeMs: 1_000, firstEventMs: 500 }, openPairs: 1, beginsMidway: false },
    })
  })

  it('says what it did and where the partition stands', async () => {
    const { targets } = await setUpCommit()
    const { committed, position } = await commit(PENDING, POSITION, targets)
    expect(committed).toMatchObject({
      kind: 'committed',
      rows: { rolling_window_results: 1, late_window_corrections: 5, session_stats: 1, unmatched_sessions: 1 },
      deadLetters: { bad_json: 1 },
      clocks: PENDING.clocks,
      parts: 4,
    })
    expect(position).toEqual({
      ...POSITION,
      sequence: 1,
      nextOffset: 103,
      openPairs: 1,
      checkpoints: [{ commitId: 'p0-000001-aaaa', sha256: expect.any(String), bytes: expect.any(Number) }],
      streamTimeMs: 1_000,
      counted: { events: 2, heldPairs: 10, sessionEvents: 3 },
    })
  })

  it('says how long it took, the log included', async () => {
    const { targets } = await setUpCommit()
    const scheduler = new VirtualTimeScheduler()
    scheduler.frame = 1_000
    const log: typeof targets.log = {
      commit: (transaction) => {
        scheduler.frame += 250
        return targets.log.commit(transaction)
      },
    }
    const { committed } = await commit(PENDING, POSITION, { ...targets, log, waiting: { stop$: NEVER, scheduler } })
    expect(committed.tookMs).toBe(250)
  })

  it('commits an offset alone where there are no rows', async () => {
    const { disk, log, targets } = await setUpCommit()
    await commit(pendingOf(windowsAt(1, 5, 5), sessionsAt(0), batchEnd(101, 1)), POSITION, targets)
    expect(disk.names()).toEqual([CHECKPOINT])
    expect(log.committed.get(0)?.offset).toBe(101)
  })

  it('writes what changed since the commit before, built on its checkpoint, which stays', async () => {
    const { disk, log, targets } = await setUpCommit()
    const asked: string[] = []
    const windows = windowsAt(0)
    const recording = {
      ...windows,
      save: (what: 'whole' | 'changes') => {
        asked.push(what)
        return windows.save(what)
      },
    }
    const pending = (offset: number) => pendingOf(recording, sessionsAt(0), batchEnd(offset, 0))
    const whole = await commit(pending(101), POSITION, { ...targets, nonce: () => 'a' })
    const changes = await commit(pending(102), whole.position, { ...targets, nonce: () => 'b' })
    expect(asked).toEqual(['whole', 'changes'])
    const reference = decodeReference(log.committed.get(0)!.metadata, '')
    const { files } = await loadCheckpoint(targets.fileSystem, reference)
    expect(files.map(({ commitId }) => commitId)).toEqual(['p0-000001-a', 'p0-000002-b'])
    expect(changes.position.checkpoints).toEqual(files)
    expect(disk.names()).toEqual(files.map(({ commitId }) => `.checkpoints/${commitId}.json`))
  })

  it('removes all that a whole checkpoint replaces, and nothing else', async () => {
    const { disk, targets } = await setUpCommit()
    const before = ['p0-000001-a', 'p0-000002-b'].map((commitId) => ({ commitId, sha256: '', bytes: 1 }))
    for (const { commitId } of before) disk.plant(`.checkpoints/${commitId}.json`, '')
    disk.plant('.checkpoints/p0-000003-other.json', '')
    const { position } = await commit(PENDING, { ...POSITION, sequence: 2, checkpoints: before }, targets)
    expect(position.checkpoints).toHaveLength(1)
    expect(disk.names('.checkpoints')).toEqual([
      '.checkpoints/p0-000003-aaaa.json',
      '.checkpoints/p0-000003-other.json',
    ])
  })

  it('writes nothing where the books do not balance', async () => {
    const { faults, targets } = await setUpCommit()
    const wrong = { ...PENDING, records: 4 }
    await expect(commit(wrong, POSITION, targets)).rejects.toMatchObject({ name: 'BooksError' })
    expect(faults.operations).toEqual([])
  })
})

describe('isWorthCommitting', () => {
  it.each([
    ['nothing came', pendingOf(windowsAt(0), sessionsAt(0)), false],
    ['the offset stands where it was', pendingOf(batchEnd(100, 0)), false],
    ['the offset moved', pendingOf(batchEnd(101, 0)), true],
    ['a row came without an offset, from the end of the stream', pendingOf(windowCount(0, 1, 0)), true],
    ['a dead letter came', pendingOf(deadLetter(1)), true],
  ])('is where %s %j', (_, pending, isWorth) => {
    expect(isWorthCommitting(pending, POSITION)).toBe(isWorth)
  })
})
