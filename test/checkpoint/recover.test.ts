import { firstValueFrom, NEVER } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { CommitTargets } from '../../src/checkpoint/commit.ts'
import {
  REFUSE_ALL,
  type RecoveredPartition,
  type RecoveryOptions,
  recoverPartition,
} from '../../src/checkpoint/recover.ts'
import { LogError } from '../../src/log/event-log.ts'
import { partOf } from '../../src/sink/part.ts'
import { completed, windowCount } from '../support/events.ts'
import { FaultPoints, failing, killedAt } from '../support/fault-points.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'
import { MemoryLog, memoryConsumer } from '../support/memory-log.ts'
import { batchEnd, pendingOf, SESSIONS_AT, SHAPE, START, windowsAt } from '../support/outputs.ts'
import { commit } from './commit-fixture.ts'

const PENDING = pendingOf(windowCount(0, 5, 9_000), completed(1, 2), windowsAt(1), SESSIONS_AT, batchEnd(1, 1))
const PUBLISHED = [
  'rolling_window_results.parquet/date=1970-01-01/p1-000001-aaaa.parquet',
  'session_stats.parquet/date=1970-01-01/p1-000001-aaaa.parquet',
]
const CHECKPOINT = '.checkpoints/p1-000001-aaaa.json'

const newDisk = () => {
  const disk = new MemoryDisk()
  disk.makeDirectory('.staging')
  disk.makeDirectory('.checkpoints')
  return disk
}

/** Partition 1 as a process with these faults takes it. */
const claimOf = (log: MemoryLog, faults = new FaultPoints()) =>
  firstValueFrom(memoryConsumer(log, faults, { given: [1] }).consume('events', 'tideline'))
/** Takes it, and keeps it. */
const recover = async (log: MemoryLog, disk: MemoryDisk, faults = new FaultPoints(), options = REFUSE_ALL) => {
  const claim = await claimOf(log, faults)
  return new Promise<RecoveredPartition>((resolve, reject) => {
    const keep = (recovered: RecoveredPartition) => {
      resolve(recovered)
      return NEVER
    }
    recoverPartition(claim, memoryFileSystem(disk, faults), options, keep).subscribe({ error: reject })
  })
}

const ACCEPT_LOSS: RecoveryOptions = { acceptLoss: true, resumeFromCheckpoint: false }
const RESUME: RecoveryOptions = { acceptLoss: false, resumeFromCheckpoint: true }

const targetsOf = (log: CommitTargets['log'], disk: MemoryDisk, faults: FaultPoints): CommitTargets => ({
  fileSystem: memoryFileSystem(disk, faults),
  log,
  deadLetterTopic: 'events_dlq',
  window: SHAPE,
  nonce: () => 'aaaa',
  waiting: { stop$: NEVER },
})

/** A partition with one commit, made by an owner with these faults. */
const commitOnce = async (log: MemoryLog, disk: MemoryDisk, faults = new FaultPoints()) => {
  const { taken, position } = await recover(log, disk, faults)
  return commit(PENDING, position, targetsOf(taken, disk, faults))
}

describe('recoverPartition', () => {
  it('begins where the log begins when nothing was committed', async () => {
    const { position, saved, report } = await recover(new MemoryLog(2), newDisk())
    expect(position).toMatchObject({ partition: 1, sequence: 0, nextOffset: 0, commitId: null, beginsMidway: false })
    expect(saved).toBeUndefined()
    expect(report).toEqual({
      partition: 1,
      nextOffset: 0,
      partsFinished: 0,
      partsRolledBack: 0,
      recordsLost: 0,
      resumedFromCheckpoint: false,
    })
  })

  it('knows that it begins midway when the log has lost its beginning', async () => {
    const { position } = await recover(new MemoryLog(2, 70), newDisk())
    expect(position).toMatchObject({ nextOffset: 70, beginsMidway: true })
  })

  it('goes on where the last commit ended, with its state', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const { position: committed } = await commitOnce(log, disk)
    const { position, saved, report } = await recover(log, disk)
    // The operators count anew, from where they are subscribed.
    expect(position).toEqual({ ...committed, counted: { events: 0, heldPairs: 0 } })
    expect(saved).toMatchObject({ clock: { streamTimeMs: 1_000, firstEventMs: 500 }, openPairs: 0 })
    expect(report).toEqual({
      partition: 1,
      nextOffset: 1,
      partsFinished: 0,
      partsRolledBack: 0,
      recordsLost: 0,
      resumedFromCheckpoint: false,
    })
  })

  it('fences first, then reads, publishes, and removes', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const dying = new FaultPoints((name) => (name.startsWith('link') ? { kills: 'before' } : null))
    void commitOnce(log, disk, dying)
    await dying.died
    disk.plant('.staging/p1-000002-bbbb-session_stats-1970-01-01.parquet', 'staged by who is gone')
    const faults = new FaultPoints()
    await recover(log, disk, faults)
    const stale = 'remove .staging/p1-000002-bbbb-session_stats-1970-01-01.parquet'
    const order = ['take 1', `read ${CHECKPOINT}`, `link ${PUBLISHED[0]}`, `link ${PUBLISHED[1]}`, stale]
    const positions = order.map((name) => faults.operations.indexOf(name))
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(positions).not.toContain(-1)
  })

  it('finishes a commit that was killed at any operation, or clears it away', async () => {
    const all = new FaultPoints()
    await commitOnce(new MemoryLog(2), newDisk(), all)
    const committedAt = all.operations.indexOf('commit 1')
    for (let n = 0; n < all.operations.length; n++) {
      for (const when of ['before', 'midway', 'after'] as const) {
        const [log, disk] = [new MemoryLog(2), newDisk()]
        const faults = new FaultPoints(killedAt(n, when))
        void commitOnce(log, disk, faults)
        await faults.died
        disk.losePower()
        const { report } = await recover(log, disk)
        const isCommitted = n > committedAt || (n === committedAt && when === 'after')
        expect(report.nextOffset, `${when} ${all.operations[n]}`).toBe(isCommitted ? 1 : 0)
        expect(disk.names()).toEqual(isCommitted ? [CHECKPOINT, ...PUBLISHED] : [])
      }
    }
  })

  it('says how many parts it finished and dropped', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const dying = new FaultPoints((name) => (name.startsWith(`link ${PUBLISHED[1]}`) ? { kills: 'before' } : null))
    void commitOnce(log, disk, dying)
    await dying.died
    disk.plant('.staging/p1-000002-bbbb-session_stats-1970-01-01.parquet', '')
    disk.plant('.checkpoints/p1-000002-bbbb.json', '')
    const { report } = await recover(log, disk)
    expect(report).toMatchObject({ partsFinished: 1, partsRolledBack: 1 })
    expect(disk.names()).toEqual([CHECKPOINT, ...PUBLISHED])
  })

  it('leaves the files of partitions 0, 10 and 11 alone', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const others = ['p0-000001-cccc', 'p10-000001-cccc', 'p11-000001-cccc']
    const theirs = others.flatMap((id) => [
      `.checkpoints/${id}.json`,
      partOf(id, 'session_stats', '1970-01-01').staged,
      partOf(id, 'session_stats', '1970-01-01').published,
    ])
    for (const name of theirs) disk.plant(name, 'theirs')
    await commitOnce(log, disk)
    const { report } = await recover(log, disk)
    expect(report.partsRolledBack).toBe(0)
    expect(disk.names()).toEqual([...theirs, CHECKPOINT, ...PUBLISHED].sort())
  })

  it("removes nothing that came behind its fence: it may be the next owner's", async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const faults = new FaultPoints((name) => {
      if (name === 'take 1') disk.plant('.staging/p1-000001-cccc-session_stats-1970-01-01.parquet', '')
      return null
    })
    const { report } = await recover(log, disk, faults)
    expect(report.partsRolledBack).toBe(0)
    expect(disk.names()).toHaveLength(1)
  })

  it('refuses parts without a committed offset: to go on would count everything twice', async () => {
    const disk = newDisk()
    disk.plant(PUBLISHED[1]!, 'published')
    await expect(recover(new MemoryLog(2), disk)).rejects.toThrow(
      `partition 1: the storage holds ${PUBLISHED[1]}, but the log has no committed offset for this group`,
    )
    expect(disk.names()).toEqual([PUBLISHED[1]])
  })

  it('refuses an offset below the start of the log: records were lost', async () => {
    const log = new MemoryLog(2, 70)
    log.committed.set(1, { offset: 60, metadata: '' })
    await expect(recover(log, newDisk())).rejects.toThrow(
      'partition 1: the group stands at offset 60, but the log begins at 70: 10 records were removed before they were read',
    )
  })

  it('goes on where the log begins where the operator accepts the loss, and says how much it is (R6)', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const shortened = new MemoryLog(2, 70)
    shortened.committed.set(1, log.committed.get(1)!)
    const { position, saved, report } = await recover(shortened, disk, new FaultPoints(), ACCEPT_LOSS)
    expect(position).toMatchObject({ nextOffset: 70, beginsMidway: true, sequence: 1 })
    // What it can see begins anew: windows before the next event are not complete.
    expect(saved).toMatchObject({ clock: { streamTimeMs: 1_000, firstEventMs: null }, beginsMidway: true })
    expect(report).toMatchObject({ nextOffset: 70, recordsLost: 69 })
  })

  it('loses nothing by a flag that was not needed', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const both = { acceptLoss: true, resumeFromCheckpoint: true }
    const { position, report } = await recover(log, disk, new FaultPoints(), both)
    expect(position).toMatchObject({ nextOffset: 1, beginsMidway: false })
    expect(report).toMatchObject({ recordsLost: 0, resumedFromCheckpoint: false })
    const fresh = await recover(new MemoryLog(2), newDisk(), new FaultPoints(), both)
    expect(fresh.position).toMatchObject({ nextOffset: 0, sequence: 0 })
  })

  it('refuses an offset that another program committed', async () => {
    const log = new MemoryLog(2)
    log.committed.set(1, { offset: 0, metadata: 'set by hand' })
    await expect(recover(log, newDisk())).rejects.toThrow(
      'partition 1: the committed offset names no checkpoint of ours',
    )
  })

  it.each([
    ['missing', (disk: MemoryDisk) => disk.remove(CHECKPOINT), 'is missing'],
    ['tampered with', (disk: MemoryDisk) => disk.plant(CHECKPOINT, '{}'), '(sha256)'],
  ])('refuses a checkpoint that is %s, changes nothing and lets go', async (_, harm, message) => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    disk.plant('.staging/p1-000002-bbbb-session_stats-1970-01-01.parquet', '')
    harm(disk)
    const before = disk.names()
    const faults = new FaultPoints()
    await expect(recover(log, disk, faults)).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining(message),
    })
    expect(disk.names()).toEqual(before)
    expect(faults.operations.at(-1)).toBe('close 1')
  })

  it('rejects where the partition cannot be taken', async () => {
    const lost = new LogError('unreachable', 'gone')
    const faults = new FaultPoints(failing('take', lost))
    await expect(recover(new MemoryLog(2), newDisk(), faults)).rejects.toBe(lost)
    expect(faults.operations.at(-1)).toBe('take 1')
  })

  it('says that it was fenced where another owner took the partition while it recovered', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const faults = new FaultPoints((name) => {
      if (name === `read ${CHECKPOINT}`) {
        log.epochs.set(1, 99) // another one took it, committed, and removed the checkpoint of the commit before
        disk.remove(CHECKPOINT)
      }
      return null
    })
    await expect(recover(log, disk, faults)).rejects.toMatchObject({
      name: 'LogError',
      reason: 'fenced',
      message: 'partition 1 was taken over by another process while this one recovered it. Nothing was changed',
    })
  })
})

describe('recoverPartition, told to resume from a checkpoint,', () => {
  /** The log as before, but for the group's offsets, which expired. */
  const withoutOffsets = () => {
    const log = new MemoryLog(2)
    log.append(['{', '{'], 1)
    return log
  }

  it('goes on where the newest checkpoint stands, with its state (R6)', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const { position, saved, report } = await recover(withoutOffsets(), disk, new FaultPoints(), RESUME)
    expect(position).toMatchObject({ nextOffset: 1, sequence: 1, commitId: 'p1-000001-aaaa' })
    expect(saved).toMatchObject({ clock: { streamTimeMs: 1_000 } })
    expect(report).toMatchObject({ resumedFromCheckpoint: true, nextOffset: 1 })
  })

  it.each([
    ['finishes a commit of which a part is published', 'link session_stats', 2],
    ['drops a commit that has published nothing: it may never have been', 'link rolling', 1],
  ])('%s', async (_, operation, sequence) => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const earlier = 'rolling_window_results.parquet/date=1970-01-01/p1-000001-9999.parquet'
    disk.plant(earlier, 'published')
    const state = { clock: { streamTimeMs: 0, firstEventMs: 0 }, openPairs: 0, beginsMidway: false }
    const parts = [{ dataSet: 'rolling_window_results', staged: '.staging/gone', published: earlier }]
    const before = { version: 1, partition: 1, sequence: 1, nextOffset: 0, parts, state }
    const dying = new FaultPoints((name) => (name.startsWith(operation) ? { kills: 'before' } : null))
    const { taken } = await recover(log, newDisk(), dying)
    const position = { ...START, partition: 1, sequence: 1, commitId: 'p1-000001-9999' }
    disk.plant('.checkpoints/p1-000001-9999.json', JSON.stringify(before))
    void commit(PENDING, position, targetsOf(taken, disk, dying))
    await dying.died
    const resumed = await recover(withoutOffsets(), disk, new FaultPoints(), RESUME)
    expect(resumed.position.sequence).toBe(sequence)
    expect(disk.names('.checkpoints')).toHaveLength(1)
    expect(disk.names('.staging')).toEqual([])
    expect(disk.names('rolling').length).toBe(sequence)
  })

  it('refuses where the log does not reach that far: it is another one', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    await expect(recover(new MemoryLog(2), disk, new FaultPoints(), RESUME)).rejects.toThrow(
      'partition 1: --resume-from-checkpoint would go on from offset 1, but the log holds 0 to 0',
    )
  })

  it('refuses where no checkpoint can be read', async () => {
    const disk = newDisk()
    disk.plant(PUBLISHED[1]!, 'published')
    disk.plant('.checkpoints/p1-000001-aaaa.json', '{"version":')
    const before = disk.names()
    await expect(recover(withoutOffsets(), disk, new FaultPoints(), RESUME)).rejects.toThrow(
      'partition 1: --resume-from-checkpoint finds no checkpoint that can be read',
    )
    expect(disk.names()).toEqual(before)
  })
})
