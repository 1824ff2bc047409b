import { mergeMap, type Observable, ReplaySubject, take } from 'rxjs'
import type { BreakerLimits } from '../../src/checkpoint/circuit-breaker.ts'
import { REFUSE_ALL } from '../../src/checkpoint/recover.ts'
import { runLookedAt } from '../../src/look/run-looked-at.ts'
import type { LookRequest, Seen } from '../../src/look/sight.ts'
import { type PartitionOptions, type PartitionReport, runPartition } from '../../src/run-partition.ts'
import { type RunOptions, runPipeline } from '../../src/run-pipeline.ts'
import { FaultPoints } from './fault-points.ts'
import { MemoryDisk, memoryFileSystem } from './memory-file-system.ts'
import { type MemoryConsumer, type MemoryConsumerOptions, MemoryLog, memoryConsumer } from './memory-log.ts'
import { SHAPE } from './outputs.ts'

export interface RunSetting extends MemoryConsumerOptions {
  readonly log?: MemoryLog
  readonly disk?: MemoryDisk
  readonly faults?: FaultPoints
  readonly untilEnd?: boolean
  /** A worker of several. */
  readonly staysUntilStopped?: boolean
  readonly idle?: boolean
  readonly from?: 'earliest' | 'latest'
  readonly rows?: number
  readonly deadLetterBytes?: number
  readonly graceMs?: number
  readonly watch?: PartitionOptions['watch']
  readonly breaker?: BreakerLimits
  /** What the commits are called, where a test has to know. */
  readonly nonce?: string
}

/** A run in progress, on a log and a disk in memory. */
export interface MemoryRun<Report extends { readonly kind: string } = PartitionReport> {
  readonly log: MemoryLog
  readonly disk: MemoryDisk
  readonly faults: FaultPoints
  readonly consumer: MemoryConsumer
  readonly reports: Report[]
  readonly kinds: () => string[]
  readonly stop: () => void
  /** As a process that dies would. */
  readonly drop: () => void
  /** Resolved when the run is complete, rejected when it fails. */
  readonly ended: Promise<void>
}

export const newDisk = (): MemoryDisk => {
  const disk = new MemoryDisk()
  disk.makeDirectory('.staging')
  disk.makeDirectory('.checkpoints')
  return disk
}

/** Commits every 10 s, or at so many rows or bytes of dead letters. */
const optionsOf = (setting: RunSetting, disk: MemoryDisk, faults: FaultPoints, stop$: Observable<void>) => {
  let commits = 0
  const options: Omit<PartitionOptions, 'endOffset'> = {
    pipeline: {
      topic: 'events',
      deadLetterPartitions: 1,
      maxFutureMs: 300_000,
      sessionTimeoutMs: 60_000,
      maxOpenSessions: 3,
      graceMs: setting.graceMs ?? 2_000,
      window: SHAPE,
    },
    commit: { intervalMs: 10_000, rows: setting.rows ?? 1_000, deadLetterBytes: setting.deadLetterBytes ?? 1_000 },
    deadLetterTopic: 'events_dlq',
    idle: setting.idle ?? false,
    recovery: { ...REFUSE_ALL, from: setting.from ?? 'earliest' },
    fileSystem: memoryFileSystem(disk, faults),
    nonce: () => setting.nonce ?? `${process.hrtime.bigint()}x${commits++}`,
    stop$,
    ...(setting.watch !== undefined && { watch: setting.watch }),
    ...(setting.breaker !== undefined && { breaker: setting.breaker }),
  }
  return options
}

const begin = <Report extends { readonly kind: string }>(
  setting: RunSetting,
  reportsOf: (
    log: MemoryLog,
    consumer: MemoryConsumer,
    options: Omit<PartitionOptions, 'endOffset'>,
  ) => Observable<Report>,
): MemoryRun<Report> => {
  const { log = new MemoryLog(), disk = newDisk(), faults = new FaultPoints() } = setting
  const stop$ = new ReplaySubject<void>(1)
  const consumer = memoryConsumer(log, faults, setting)
  const reports: Report[] = []
  let drop = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    const report$ = reportsOf(log, consumer, optionsOf(setting, disk, faults, stop$))
    const run = report$.subscribe({ next: (report) => reports.push(report), error: reject, complete: resolve })
    drop = () => run.unsubscribe()
  })
  ended.catch(() => {}) // a test that does not ask has it dropped
  const kinds = () => reports.map(({ kind }) => kind)
  return { log, disk, faults, consumer, reports, kinds, stop: () => stop$.next(), drop, ended }
}

/** Partition 0 alone; completes with it. */
export const runInMemory = (setting: RunSetting = {}): MemoryRun =>
  begin(setting, (log, consumer, options) => {
    const endOffset = setting.untilEnd ? log.endOffset(0) : null
    return consumer.consume('events', 'tideline').pipe(
      take(1),
      mergeMap((claim) => runPartition(claim, { ...options, endOffset })),
    )
  })

/** Every partition that the group gives. */
export const runAllInMemory = (setting: RunSetting = {}): MemoryRun =>
  begin(setting, (log, consumer, options) => runPipeline(consumer, allOptions(setting, log, options)))

/** The same, whose windows can be looked at. */
export const runLookedAtInMemory = (
  setting: RunSetting,
  look$: Observable<LookRequest>,
): MemoryRun<PartitionReport | Seen> =>
  begin(setting, (log, consumer, options) => runLookedAt(consumer, allOptions(setting, log, options), look$))

const allOptions = (
  { untilEnd, staysUntilStopped = false }: RunSetting,
  log: MemoryLog,
  options: Omit<PartitionOptions, 'endOffset'>,
): RunOptions => ({
  ...options,
  topic: 'events',
  group: 'tideline',
  endOffsets: untilEnd ? log.endOffsets : null,
  staysUntilStopped,
})
