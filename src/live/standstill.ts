import type { OperatorFunction } from 'rxjs'

/** Where the partitions of a run are at a moment. */
export interface Look {
  /** Unix milliseconds. */
  readonly atMs: number
  readonly partitions: readonly PartitionLook[]
}

export interface PartitionLook {
  readonly partition: number
  readonly nextOffset: number
  /** null: the log did not say. */
  readonly endOffset: number | null
  readonly isPaused: boolean
}

/** A partition with lag that has not moved. */
export interface Standing {
  readonly partition: number
  readonly nextOffset: number
  readonly endOffset: number
  /** Unix milliseconds: the first look at which it had lag and stood here. */
  readonly sinceMs: number
}

/** Nothing has moved in a partition for too long, though it has lag: the message is for the program's user. */
export class StandstillError extends Error {
  override readonly name = 'StandstillError'
}

export declare const watchStandstill: (stallMs: number) => OperatorFunction<Look, readonly Standing[]>
