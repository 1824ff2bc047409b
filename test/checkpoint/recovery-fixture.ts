import { firstValueFrom, NEVER } from 'rxjs'
import type { CommitTargets } from '../../src/checkpoint/commit.ts'
import type { CommitDone } from '../../src/checkpoint/committed.ts'
import { REFUSE_ALL, type RecoveredPartition, recoverPartition } from '../../src/checkpoint/recover.ts'
import type { PartitionClaim } from '../../src/log/event-log.ts'
import { completed, windowCount } from '../support/events.ts'
import { FaultPoints } from '../support/fault-points.ts'
import { type MemoryDisk, memoryFileSystem } from '../support/memory-file-system.ts'
import { type MemoryLog, memoryConsumer } from '../support/memory-log.ts'
import { batchEnd, pendingOf, SHAPE, sessionsAt, windowsAt } from '../support/outputs.ts'
import { commit } from './commit-fixture.ts'

export const PENDING = pendingOf(windowCount(0, 5, 9_000), completed(1, 2), windowsAt(1), sessionsAt(2), batchEnd(1, 1))
/** What the commit of it publishes. */
export const PUBLISHED = [
  'rolling_window_results.parquet/date=1970-01-01/p1-000001-aaaa.parquet',
  'session_stats.parquet/date=1970-01-01/p1-000001-aaaa.parquet',
]
export const CHECKPOINT = '.checkpoints/p1-000001-aaaa.json'

/** Partition 1 as a process with these faults takes it. */
const claimOf = (log: MemoryLog, faults = new FaultPoints()): Promise<PartitionClaim> =>
  firstValueFrom(memoryConsumer(log, faults, { given: [1] }).consume('events', 'tideline'))

/** Takes it, and keeps it. */
export const recover = async (log: MemoryLog, disk: MemoryDisk, faults = new FaultPoints(), options = REFUSE_ALL) => {
  const claim = await claimOf(log, faults)
  return new Promise<RecoveredPartition>((resolve, reject) => {
    const keep = (recovered: RecoveredPartition) => {
      resolve(recovered)
      return NEVER
    }
    recoverPartition(claim, memoryFileSystem(disk, faults), options, keep).subscribe({ error: reject })
  })
}

export const targetsOf = (log: CommitTargets['log'], disk: MemoryDisk, faults: FaultPoints): CommitTargets => ({
  fileSystem: memoryFileSystem(disk, faults),
  log,
  deadLetterTopic: 'events_dlq',
  window: SHAPE,
  nonce: () => 'aaaa',
  waiting: { stop$: NEVER },
})

/** The next commit of an owner that goes on from there: it changes nothing but the offset. */
export const commitNext = async (
  { taken, position }: Pick<RecoveredPartition, 'taken' | 'position'>,
  disk: MemoryDisk,
  nonce: string,
  faults = new FaultPoints(),
  pending = pendingOf(windowsAt(0), sessionsAt(0), batchEnd(position.nextOffset + 1, 0)),
): Promise<CommitDone> => commit(pending, position, { ...targetsOf(taken, disk, faults), nonce: () => nonce })

/** A partition with one commit, made by an owner with these faults. */
export const commitOnce = async (log: MemoryLog, disk: MemoryDisk, faults = new FaultPoints()): Promise<CommitDone> => {
  const { taken, position } = await recover(log, disk, faults)
  return commit(PENDING, position, targetsOf(taken, disk, faults))
}
