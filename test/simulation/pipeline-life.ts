import { claimStorage } from '../../src/checkpoint/claim-storage.ts'
import type { ConsumerGroups } from '../../src/log/event-log.ts'
import { seededRandom } from '../../src/produce/random.ts'
import { runPipeline } from '../../src/run-pipeline.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import type { LogAccess } from './log-access.ts'
import type { SimDisk } from './sim-disk.ts'
import { STORAGE, simulatedSystem } from './sim-system.ts'
import type { VirtualClock } from './virtual-clock.ts'
import type { Workload } from './workload.ts'

export interface LifeOptions {
  readonly access: LogAccess
  readonly consumer: ConsumerGroups
  readonly disk: SimDisk
  readonly clock: VirtualClock
  readonly workload: Workload
  readonly endOffsets: readonly number[] | null
  readonly onClaimed: () => void
  /** It ended by itself (null) or failed. */
  readonly onOver: (error: unknown) => void
}

/** What `npm run pipeline` does in a process, with nothing of it replaced but the edges: system calls, log, clock and dice. */
export const livePipeline = (options: LifeOptions): void => {
  const { access, consumer, disk, clock, workload, endOffsets, onClaimed, onOver } = options
  const { process, log, faults, tally } = access
  const dice = seededRandom(access.random.uint32())
  const nonce = () => dice.uint32().toString(16).padStart(8, '0')
  const fileSystem = nodeFileSystem(STORAGE, simulatedSystem(process, disk, faults, tally))
  const identity = {
    log: 'simulated',
    topic: 'events',
    group: 'tideline',
    partitions: log.partitions.length,
    windowSizeMs: 10_000,
    windowStepMs: 2_000,
  }
  const run = () => {
    onClaimed()
    runPipeline(consumer, {
      topic: 'events',
      group: 'tideline',
      endOffsets,
      idle: workload.idle,
      pipeline: workload.pipeline,
      commit: workload.commit,
      deadLetterTopic: 'events_dlq',
      fileSystem,
      nonce,
      stop$: process.stop$,
      scheduler: clock.schedulerOf(process),
    }).subscribe({ error: onOver, complete: () => onOver(null) })
  }
  claimStorage(fileSystem, identity, nonce).then(run, onOver)
}
