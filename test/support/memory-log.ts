import { concat, from, NEVER, Observable, ReplaySubject, Subject } from 'rxjs'
import {
  type CaughtUp,
  type CommittedOffset,
  type ConsumerGroups,
  type Delivery,
  LogError,
  type PartitionClaim,
} from '../../src/log/event-log.ts'
import type { OutgoingRecord, RecordBatch } from '../../src/log/record-batch.ts'
import { batchOf } from './events.ts'
import { FaultPoints } from './fault-points.ts'

export type Value = Buffer | string | null

/** A topic of one group in memory, with its dead letters: what outlives the processes. Offsets begin at `startOffset`. */
export class MemoryLog {
  readonly partitions: number
  readonly startOffset: number
  /** As Kafka's groups are; the embedded log's are not. */
  isCoordinated = false
  readonly deadLetters: OutgoingRecord[] = []
  readonly committed = new Map<number, CommittedOffset>()
  /** Who owns each partition: the number of its last taking. */
  readonly epochs = new Map<number, number>()
  readonly appended$ = new Subject<void>()
  /** When each reader at the end is told that it is there. */
  readonly looked$ = new Subject<number>()
  readonly #values: Value[][]

  constructor(partitions = 1, startOffset = 0) {
    this.partitions = partitions
    this.startOffset = startOffset
    this.#values = Array.from({ length: partitions }, () => [])
  }

  append(values: readonly Value[], partition = 0): void {
    this.#values[partition]!.push(...values)
    this.appended$.next()
  }

  endOffset(partition: number): number {
    return this.startOffset + this.#values[partition]!.length
  }

  get endOffsets(): number[] {
    return this.#values.map((_, partition) => this.endOffset(partition))
  }

  /** At most `most` records from an offset on; null at the end. */
  batch(partition: number, fromOffset: number, most: number): RecordBatch | null {
    const first = fromOffset - this.startOffset
    const values = this.#values[partition]!.slice(first, first + most)
    return values.length === 0 ? null : batchOf(values, { baseOffset: fromOffset })
  }
}

export interface MemoryConsumer extends ConsumerGroups {
  /** Takes a partition away from this process. */
  revoke(partition: number): void
}

export interface MemoryConsumerOptions {
  /** How many records the next batch has at most. */
  readonly batchSize?: (() => number) | undefined
  /** The partitions that the group gives to this process; all of them where absent. */
  readonly given?: readonly number[] | undefined
}

/** One process in the group. */
export const memoryConsumer = (
  log: MemoryLog,
  faults = new FaultPoints(),
  { batchSize = () => 100, given = log.endOffsets.map((_, partition) => partition) }: MemoryConsumerOptions = {},
): MemoryConsumer => {
  const revoked = new Map<number, Subject<void>>()
  const claimOf = (partition: number): PartitionClaim => {
    const revoked$ = new ReplaySubject<void>(1)
    revoked.set(partition, revoked$)
    return claim(log, faults, batchSize, partition, revoked$)
  }
  return {
    consume: () => concat(from(given.map(claimOf)), NEVER),
    revoke: (partition) => revoked.get(partition)?.next(),
  }
}

const claim = (
  log: MemoryLog,
  faults: FaultPoints,
  batchSize: () => number,
  partition: number,
  revoked$: Observable<void>,
): PartitionClaim => ({
  partition,
  revoked$,
  isCoordinated: log.isCoordinated,
  take: async () => {
    const epoch = await faults.run(`take ${partition}`, () => {
      const next = (log.epochs.get(partition) ?? 0) + 1
      log.epochs.set(partition, next)
      return next
    })
    return {
      committed: log.committed.get(partition) ?? null,
      startOffset: log.startOffset,
      endOffset: log.endOffset(partition),
      isOurs: async () => log.epochs.get(partition) === epoch,
      batches: (fromOffset) => deliveries(log, partition, fromOffset, batchSize),
      commit: ({ nextOffset, metadata, appends }) =>
        faults.run(`commit ${partition}`, () => {
          if (log.epochs.get(partition) !== epoch) throw new LogError('fenced', `partition ${partition} was taken over`)
          for (const { records } of appends) log.deadLetters.push(...records)
          log.committed.set(partition, { offset: nextOffset, metadata })
        }),
      close: async () => void faults.operations.push(`close ${partition}`),
    }
  },
})

/** One at a time, each in a turn of its own; at the end it waits for what is appended. */
const deliveries = (
  log: MemoryLog,
  partition: number,
  fromOffset: number,
  batchSize: () => number,
): Observable<Delivery | CaughtUp> =>
  new Observable((subscriber) => {
    let offset = fromOffset
    let isWaiting = true
    const deliver = () => {
      const batch = isWaiting && !subscriber.closed ? log.batch(partition, offset, batchSize()) : null
      if (batch === null) return
      isWaiting = false
      offset = batch.nextOffset
      const release = () => {
        isWaiting = true
        queueMicrotask(deliver)
      }
      subscriber.next({ kind: 'delivery', batch, release })
    }
    queueMicrotask(deliver)
    const isAtEnd = () => isWaiting && offset >= log.endOffset(partition)
    const looking = log.looked$.subscribe((atMs) => isAtEnd() && subscriber.next({ kind: 'caught-up', atMs }))
    return log.appended$.subscribe(() => queueMicrotask(deliver)).add(looking)
  })
