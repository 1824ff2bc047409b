import { describe, expect, it } from 'vitest'
import { REFUSE_ALL } from '../../src/checkpoint/recover.ts'
import { LogError } from '../../src/log/event-log.ts'
import { partOf } from '../../src/sink/part.ts'
import { FaultPoints, failing, killedAt } from '../support/fault-points.ts'
import { MemoryLog } from '../support/memory-log.ts'
import { newDisk } from '../support/memory-run.ts'
import { CHECKPOINT, commitNext, commitOnce, PUBLISHED, recover } from './recovery-fixture.ts'

describe('recoverPartition', () => {
  it('begins where the log begins when nothing was committed', async () => {
    const { position, saved, report } = await recover(new MemoryLog(2), newDisk())
    expect(position).toMatchObject({ partition: 1, sequence: 0, nextOffset: 0, checkpoints: [], beginsMidway: false })
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

  it('begins with what comes from now on where that is wanted, midway, until a commit fixes it', async () => {
    const log = new MemoryLog(2)
    log.append(['a', 'b', 'c'], 1)
    const latest = { ...REFUSE_ALL, from: 'latest' } as const
    const begun = await recover(log, newDisk(), new FaultPoints(), latest)
    expect(begun.position).toMatchObject({ nextOffset: 3, beganAtOffset: 3, beginsMidway: true, isFixed: false })
    const empty = await recover(new MemoryLog(2), newDisk(), new FaultPoints(), latest)
    expect(empty.position).toMatchObject({ nextOffset: 0, beginsMidway: false })
  })

  it('goes on where the last commit ended, wherever a new group would begin', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    log.append(['a', 'b', 'c'], 1)
    const { position } = await recover(log, disk, new FaultPoints(), { ...REFUSE_ALL, from: 'latest' })
    expect(position).toMatchObject({ nextOffset: 1, isFixed: true })
  })

  it('goes on where the last commit ended, with its state', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    const { position: committed } = await commitOnce(log, disk)
    const { position, saved, report } = await recover(log, disk)
    // The operators count anew, from where they are subscribed.
    expect(position).toEqual({ ...committed, counted: { events: 0, heldPairs: 0, sessionEvents: 0 } })
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

  it('goes on from a checkpoint and those that it is built on, and removes all others', async () => {
    const [log, disk] = [new MemoryLog(2), newDisk()]
    await commitOnce(log, disk)
    const recovered = await recover(log, disk)
    const { position } = await commitNext(recovered, disk, 'bbbb')
    disk.plant('.checkpoints/p1-000003-cccc.json', 'on its way')
    const again = await recover(log, disk)
    expect(again.position.checkpoints).toEqual(position.checkpoints)
    expect(disk.names('.checkpoints')).toEqual([CHECKPOINT, '.checkpoints/p1-000002-bbbb.json'])
    await commitNext(again, disk, 'dddd')
    expect(disk.names('.checkpoints')).toHaveLength(3)
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
