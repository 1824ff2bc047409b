import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { lastValueFrom, NEVER, Observable, tap } from 'rxjs'
import type { Committed } from '../../src/checkpoint/committed.ts'
import type { CommittedOffset, Delivery, PartitionClaim, TakenPartition } from '../../src/log/event-log.ts'
import { runPartition } from '../../src/run-partition.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import { batchOf } from '../support/events.ts'
import type { LoadBatch } from './tenant-load.ts'

export interface DrivenOptions {
  readonly storage: string
  readonly intervalMs: number
  readonly maxOpenSessions: number
  /** As fast as the partition takes them where null. */
  readonly recordsPerSecond: number | null
  readonly onCommitted?: (committed: Committed) => void
}

export interface Driven {
  readonly records: number
  readonly tookMs: number
  readonly commits: readonly Committed[]
  /** Between a batch's delivery and its release: how long reading stood still, ms, ascending. */
  readonly heldMs: readonly number[]
  /** Turns of the event loop that came late, ms: the 99th percentile of all, and the longest. */
  readonly loopMs: { readonly p99: number; readonly max: number }
  readonly peakRssMb: number
  readonly peakHeapMb: number
}

/** Runs one partition, as the pipeline does, over made-up batches: real files and syncs, and a log that keeps nothing but the offset. */
export const drivePartition = async (batches: Iterable<LoadBatch>, options: DrivenOptions): Promise<Driven> => {
  const { storage, intervalMs, maxOpenSessions, recordsPerSecond } = options
  for (const name of ['.staging', '.checkpoints']) await mkdir(`${storage}/${name}`, { recursive: true })
  const commits: Committed[] = []
  const heldMs: number[] = []
  let records = 0
  let peakHeapMb = 0
  const source = {
    *[Symbol.iterator]() {
      for (const batch of batches) {
        records += batch.values.length
        yield batch
      }
    },
  }
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const sampling = setInterval(() => {
    peakHeapMb = Math.max(peakHeapMb, process.memoryUsage().heapUsed / 1e6)
  }, 100)
  const beganMs = performance.now()
  const claim = claimOf(deliveries(source, recordsPerSecond, (ms) => heldMs.push(ms)))
  await lastValueFrom(
    runPartition(claim, {
      pipeline: {
        ...{ topic: 'events', deadLetterPartitions: 1, maxFutureMs: 300_000, graceMs: 2_000, maxOpenSessions },
        ...{ sessionTimeoutMs: 86_400_000, window: { sizeMs: 10_000, stepMs: 2_000 } },
      },
      commit: { intervalMs, rows: 500_000, deadLetterBytes: 8 * 1024 * 1024 },
      deadLetterTopic: 'events_dlq',
      fileSystem: nodeFileSystem(storage),
      nonce: () => randomBytes(4).toString('hex'),
      stop$: NEVER,
      idle: false,
      endOffset: null,
    }).pipe(
      tap((report) => {
        if (report.kind !== 'committed') return
        commits.push(report)
        options.onCommitted?.(report)
      }),
    ),
  )
  const tookMs = performance.now() - beganMs
  clearInterval(sampling)
  delays.disable()
  return {
    ...{ records, tookMs, commits, peakHeapMb },
    heldMs: heldMs.sort((one, other) => one - other),
    loopMs: { p99: delays.percentile(99) / 1e6, max: delays.max / 1e6 },
    peakRssMb: process.resourceUsage().maxRSS / 1e3,
  }
}

/** One batch at a time, each in a turn of its own, at its time. */
const deliveries = (
  batches: Iterable<LoadBatch>,
  perSecond: number | null,
  onHeld: (ms: number) => void,
): Observable<Delivery> =>
  new Observable((subscriber) => {
    let offset = 0
    let pacedFrom: { readonly ms: number; readonly offset: number } | null = null
    const iterator = batches[Symbol.iterator]()
    const deliver = () => {
      if (subscriber.closed) return
      const { value, done } = iterator.next()
      if (done) return subscriber.complete()
      const batch = batchOf(value.values, { baseOffset: offset, timestampMs: value.timeMs })
      const deliveredMs = performance.now()
      if (!value.isAtOnce) pacedFrom ??= { ms: deliveredMs, offset }
      offset = batch.nextOffset
      const release = () => {
        onHeld(performance.now() - deliveredMs)
        const dueMs =
          perSecond === null || pacedFrom === null
            ? 0
            : pacedFrom.ms + ((offset - pacedFrom.offset) / perSecond) * 1_000 - performance.now()
        if (dueMs > 1) setTimeout(deliver, dueMs)
        else setImmediate(deliver)
      }
      subscriber.next({ kind: 'delivery', batch, release })
    }
    setImmediate(deliver)
  })

const claimOf = (batches: Observable<Delivery>): PartitionClaim => {
  let committed: CommittedOffset | null = null
  const taken: TakenPartition = {
    ...{ committed: null, startOffset: 0, endOffset: 0 },
    isOurs: async () => true,
    batches: () => batches,
    commit: async ({ nextOffset, metadata }) => {
      committed = { offset: nextOffset, metadata }
    },
    close: async () => {},
  }
  return { partition: 0, revoked$: NEVER, isCoordinated: false, take: async () => ({ ...taken, committed }) }
}
