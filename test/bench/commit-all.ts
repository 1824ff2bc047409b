import { filter, lastValueFrom, map, NEVER, Observable, reduce } from 'rxjs'
import { CHECKPOINT_DIRECTORY } from '../../src/checkpoint/checkpoint.ts'
import type { Delivery, PartitionClaim } from '../../src/log/event-log.ts'
import type { PipelineOptions } from '../../src/pipeline.ts'
import { runPartition } from '../../src/run-partition.ts'
import { nodeFileSystem } from '../../src/sink/node-file-system.ts'
import { STAGING_DIRECTORY } from '../../src/sink/part.ts'

/** The pipeline's defaults. */
const COMMIT = { intervalMs: 10_000, rows: 500_000, deadLetterBytes: 8 * 1024 * 1024 }

/**
 * Sends records through a partition's whole life: checkpoints, syncs and published parts on the file system of `folder`. Only the log is
 * none: it takes each transaction at once. Resolves to how many rows were committed.
 */
export const commitAll = async (
  deliveries: readonly Delivery[],
  pipeline: PipelineOptions,
  folder: string,
): Promise<number> => {
  const fileSystem = nodeFileSystem(folder)
  for (const directory of [STAGING_DIRECTORY, CHECKPOINT_DIRECTORY]) await fileSystem.makeDirectory(directory)
  let commits = 0
  const endOffset = deliveries.at(-1)?.batch.nextOffset ?? 0
  const report$ = runPartition(claimOf(deliveries, endOffset), {
    pipeline,
    commit: COMMIT,
    deadLetterTopic: 'events_dlq',
    fileSystem,
    nonce: () => `bench${++commits}`,
    stop$: NEVER,
    idle: false,
    endOffset,
  })
  return lastValueFrom(
    report$.pipe(
      filter((report) => report.kind === 'committed'),
      map(({ rows }) => Object.values(rows).reduce((sum, n) => sum + n, 0)),
      reduce((sum, rows) => sum + rows, 0),
    ),
  )
}

const claimOf = (deliveries: readonly Delivery[], endOffset: number): PartitionClaim => ({
  partition: 0,
  revoked$: NEVER,
  isCoordinated: false,
  take: async () => ({
    committed: null,
    startOffset: 0,
    endOffset,
    isOurs: async () => true,
    batches: () => oneByOne(deliveries),
    commit: async () => {},
    close: async () => {},
  }),
})

/** The next when the last one is released, as a log does it. */
const oneByOne = (deliveries: readonly Delivery[]): Observable<Delivery> =>
  new Observable((subscriber) => {
    let next = 0
    const deliver = () => {
      const delivery = deliveries[next++]
      if (delivery !== undefined && !subscriber.closed)
        subscriber.next({ ...delivery, release: () => queueMicrotask(deliver) })
    }
    queueMicrotask(deliver)
  })
