import { type CommittedOffset, LogError, type LogTransaction } from '../../src/log/event-log.ts'
import type { OutgoingRecord } from '../../src/log/record-batch.ts'
import type { Tally } from './tally.ts'

/** A record that is the log's own (the end of a transaction): it has an offset, and readers never see it. */
export const MARKER = Symbol('marker')
export type LogValue = Buffer | typeof MARKER

/** A transaction whose end is on its way while its process was told that the log cannot be reached. */
interface LateTransaction {
  readonly epoch: number
  readonly transaction: LogTransaction
}

export interface SimPartition {
  readonly number: number
  readonly startOffset: number
  readonly values: LogValue[]
  /** Who owns it: the number of its last taking. */
  epoch: number
  committed: CommittedOffset | null
  late: LateTransaction[]
}

/** The log that outlives all processes: one topic, one group, its dead letters. */
export class SimLog {
  readonly partitions: readonly SimPartition[]
  readonly deadLetters: OutgoingRecord[] = []
  onCommitted: (partition: SimPartition, transaction: LogTransaction) => void = () => {}
  readonly #tally: Tally

  constructor(startOffsets: readonly number[], tally: Tally) {
    this.#tally = tally
    this.partitions = startOffsets.map((startOffset, number) => ({
      number,
      startOffset,
      values: [],
      epoch: 0,
      committed: null,
      late: [],
    }))
  }

  get endOffsets(): number[] {
    return this.partitions.map(({ startOffset, values }) => startOffset + values.length)
  }

  /** A new owner: the one before can commit no more, and what it has not brought to an end is undone. */
  fence(partition: SimPartition): number {
    this.#tally.add('unknown outcomes, undone by a fence', partition.late.length)
    partition.late = []
    return ++partition.epoch
  }

  /** @throws LogError `fenced` */
  commit(partition: SimPartition, epoch: number, transaction: LogTransaction): void {
    this.#refuseFenced(partition, epoch)
    for (const { records } of transaction.appends) this.deadLetters.push(...records)
    partition.committed = { offset: transaction.nextOffset, metadata: transaction.metadata }
    this.onCommitted(partition, transaction)
  }

  /** The end of this transaction is on its way. @throws LogError `fenced` */
  commitLater(partition: SimPartition, epoch: number, transaction: LogTransaction): void {
    this.#refuseFenced(partition, epoch)
    partition.late.push({ epoch, transaction })
  }

  /** The end of a transaction arrives. */
  arrive(partition: SimPartition): void {
    const { epoch, transaction } = partition.late.shift()!
    this.#tally.add('unknown outcomes, applied later')
    this.commit(partition, epoch, transaction)
  }

  #refuseFenced(partition: SimPartition, epoch: number): void {
    if (epoch === partition.epoch) return
    this.#tally.add('fenced')
    throw new LogError('fenced', `fenced: taking ${epoch} of p${partition.number}, which is at ${partition.epoch}`)
  }
}
