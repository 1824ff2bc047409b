import { describe, expect, it } from 'vitest'
import { REFUSE_ALL } from '../../src/checkpoint/recover.ts'
import { windowCount } from '../support/events.ts'
import { FaultPoints } from '../support/fault-points.ts'
import type { MemoryDisk } from '../support/memory-file-system.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { newDisk } from '../support/memory-run.ts'
import { batchEnd, pendingOf, START, sessionsAt, windowsAt } from '../support/outputs.ts'
import { commit } from './commit-fixture.ts'
import { CHECKPOINT, commitNext, commitOnce, PENDING, PUBLISHED, recover, targetsOf } from './recovery-fixture.ts'

const ACCEPT_LOSS = { ...REFUSE_ALL, acceptLoss: true }
const RESUME = { ...REFUSE_ALL, resumeFromCheckpoint: true }

describe('recoverPartition', () => {
  it('refuses parts without a committed offset: to go on would count everything twice', async () => {
    const disk = newDisk()
    disk.plant(PUBLISHED[1]!, 'published')
    await expect(recover(new MemoryLog(2), disk)).rejects.toThrow(
      `partition 1: the storage holds ${PUBLISHED[1]}, but the log has no committed offset for this group`,
    )
    expect(disk.names()).toEqual([PUBLISHED[1]])
  })

  it('refuses a second checkpoint without a committed offset, though no row was ever published', async () => {
    const disk = newDisk()
    disk.plant('.checkpoints/p1-000001-aaaa.json', '{}')
    expect((await recover(new MemoryLog(2), disk)).position).toMatchObject({ sequence: 0 }) // it may never have been committed
    disk.plant('.checkpoints/p1-000002-bbbb.json', '{}')
    await expect(recover(new MemoryLog(2), disk)).rejects.toThrow(
      'partition 1: the storage holds .checkpoints/p1-000002-bbbb.json, but the log has no committed offset for this group',
    )
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
    const both = { ...REFUSE_ALL, acceptLoss: true, resumeFromCheckpoint: true }
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
    expect(position).toMatchObject({ nextOffset: 1, sequence: 1, checkpoints: [{ commitId: 'p1-000001-aaaa' }] })
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
    const sessions = { open: [], waiting: [], totals: [] }
    const state = {
      windows: { closedToMs: null, panes: [] },
      clock: { streamTimeMs: 0, firstEventMs: 0 },
      sessions,
      openPairs: 0,
      beginsMidway: false,
    }
    const parts = [{ dataSet: 'rolling_window_results', staged: '.staging/gone', published: earlier }]
    const before = { version: 1, partition: 1, sequence: 1, nextOffset: 0, parts, state }
    const dying = new FaultPoints((name) => (name.startsWith(operation) ? { kills: 'before' } : null))
    const { taken } = await recover(log, newDisk(), dying)
    const position = {
      ...START,
      partition: 1,
      sequence: 1,
      checkpoints: [{ commitId: 'p1-000001-9999', sha256: '', bytes: 0 }],
    }
    disk.plant('.checkpoints/p1-000001-9999.json', JSON.stringify(before))
    void commit(PENDING, position, targetsOf(taken, disk, dying))
    await dying.died
    const resumed = await recover(withoutOffsets(), disk, new FaultPoints(), RESUME)
    expect(resumed.position.sequence).toBe(sequence)
    expect(disk.names('.checkpoints')).toHaveLength(1)
    expect(disk.names('.staging')).toEqual([])
    expect(disk.names('rolling').length).toBe(sequence)
  })

  it.each([
    ['the newest of which a part is published', PUBLISHED[0]!.replace('000001-aaaa', '000003-cccc'), 3],
    ['the one before the last, of which no part is published: it may never have been', '.staging/none', 2],
  ])('goes on from what is built on others: %s', async (_, published, sequence) => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const recovered = await recover(log, disk)
    const second = await commitNext(recovered, disk, 'bbbb')
    const rows = pendingOf(windowCount(0, 5, 9_000), windowsAt(1, 5), sessionsAt(0), batchEnd(2, 1))
    await commitNext({ taken: recovered.taken, position: second.position }, disk, 'cccc', new FaultPoints(), rows)
    for (const path of disk.names('rolling')) if (path.includes('000003') && path !== published) disk.remove(path)
    const resumed = await recover(withoutOffsets(), disk, new FaultPoints(), RESUME)
    expect(resumed.position.sequence).toBe(sequence)
    expect(disk.names('.checkpoints')).toHaveLength(sequence)
  })

  it('does not count a checkpoint that lacks what it is built on', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const recovered = await recover(log, disk)
    const second = await commitNext(recovered, disk, 'bbbb')
    await commitNext({ taken: recovered.taken, position: second.position }, disk, 'cccc')
    disk.remove('.checkpoints/p1-000002-bbbb.json')
    const resumed = await recover(withoutOffsets(), disk, new FaultPoints(), RESUME)
    expect(resumed.position.sequence).toBe(1)
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
