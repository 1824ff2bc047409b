import type { Observable } from 'rxjs'
import { eachPartition, type GroupOptions } from './each-partition.ts'
import type { ConsumerGroups } from './log/event-log.ts'
import { type PartitionOptions, type PartitionReport, runPartition } from './run-partition.ts'

export interface RunOptions extends Omit<PartitionOptions, 'endOffset'>, GroupOptions {
  /** Where each partition ends, by its number; null runs until `stop$`. */
  readonly endOffsets: readonly number[] | null
}

/** The whole pipeline in this process: each partition that the group gives to it, to its end or until it is stopped. */
export const runPipeline = (log: ConsumerGroups, options: RunOptions): Observable<PartitionReport> =>
  eachPartition(log, options, (claim) =>
    runPartition(claim, { ...options, endOffset: options.endOffsets?.[claim.partition] ?? null }),
  )
