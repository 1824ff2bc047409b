import { type Explanation, explainNumber } from '../../src/explain/explain-number.ts'
import { questionOf } from '../../src/explain/question.ts'
import type { PartitionBatch, PartitionBounds } from '../../src/log/event-log.ts'
import type { MemoryDisk } from '../support/memory-file-system.ts'
import { memoryFileSystem } from '../support/memory-file-system.ts'
import type { MemoryLog } from '../support/memory-log.ts'
import { SHAPE } from '../support/outputs.ts'

interface Asked {
  readonly startMs: number
  readonly tenant?: string
  readonly graceMs?: number
  readonly limit?: number
  /** The first offset that the log still has. */
  readonly startOffset?: number
}

/** Explains a number of a log and a disk in memory, in windows of 10 s every 2 s: type `view`, of tenant `a` unless said. */
export const explain = (
  { log, disk }: { readonly log: MemoryLog; readonly disk: MemoryDisk },
  { startMs, tenant = 'a', graceMs = 2_000, limit = 1_000, startOffset = log.startOffset }: Asked,
): Promise<Explanation> =>
  explainNumber(
    {
      log: {
        committed: async () => log.endOffsets.map((_, partition) => log.committed.get(partition) ?? null),
        read: (_, ranges) => batches(log, ranges),
      },
      files: memoryFileSystem(disk),
      bounds: log.endOffsets.map((endOffset, partition) => ({ partition, startOffset, endOffset })),
    },
    questionOf(tenant, 'view', startMs, SHAPE),
    { topic: 'events', group: 'tideline', graceMs, maxFutureMs: 300_000, limit },
    () => ({ at: () => {}, end: () => {} }),
  )

async function* batches(log: MemoryLog, ranges: readonly PartitionBounds[]): AsyncGenerator<PartitionBatch> {
  for (const { partition, startOffset, endOffset } of ranges) {
    const batch = log.batch(partition, startOffset, endOffset - startOffset)
    if (batch !== null && endOffset > startOffset) yield { partition, batch }
  }
}
