import { filter, firstValueFrom, lastValueFrom, NEVER } from 'rxjs'
import { type CommitTargets, commitPending } from '../../src/checkpoint/commit.ts'
import type { CommitDone } from '../../src/checkpoint/committed.ts'
import type { Pending } from '../../src/checkpoint/pending.ts'
import type { Position } from '../../src/checkpoint/position.ts'
import { completed, eventAt, unmatched, windowCount } from '../support/events.ts'
import { FaultPoints } from '../support/fault-points.ts'
import { MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'
import { MemoryLog, memoryConsumer } from '../support/memory-log.ts'
import { batchEnd, deadLetter, late, pendingOf, SHAPE, START, sessionsAt, windowsAt } from '../support/outputs.ts'

/** Two events, of 5 pairs each: 4 in results, 5 in corrections, 1 open; a dead letter; a session and an orphan. */
export const PENDING = pendingOf(
  windowCount(0, 4, 9_000),
  late(eventAt(9_500), 0, 5),
  completed(1_000, 86_400_000),
  unmatched('orphan_end', 7_000),
  deadLetter(3),
  windowsAt(2, 10, 1),
  sessionsAt(3),
  batchEnd(103, 3),
)
export const POSITION = { ...START, nextOffset: 100 }

/** What a commit needs, on a disk and a log in memory that share their faults. */
export const setUpCommit = async () => {
  const disk = new MemoryDisk()
  disk.makeDirectory('.staging')
  disk.makeDirectory('.checkpoints')
  const faults = new FaultPoints()
  const log = new MemoryLog(1, 100)
  const taken = await (await firstValueFrom(memoryConsumer(log, faults).consume('events', 'tideline'))).take()
  faults.operations.length = 0
  const targets: CommitTargets = {
    fileSystem: memoryFileSystem(disk, faults),
    log: taken,
    deadLetterTopic: 'events_dlq',
    window: SHAPE,
    nonce: () => 'aaaa',
    waiting: { stop$: NEVER },
  }
  return { disk, faults, log, targets }
}

/** A commit that nothing keeps waiting: what it did. */
export const commit = (pending: Pending, position: Position, targets: CommitTargets): Promise<CommitDone> =>
  lastValueFrom(commitPending(pending, position, targets).pipe(filter((said) => said.kind === 'done')))
