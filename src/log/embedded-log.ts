import { setImmediate } from 'node:timers/promises'
import { claimShare } from './embedded-consumer.ts'
import { openStore } from './embedded-store.ts'
import {
  appendEncoded,
  batchAt,
  encodeRecords,
  ensureStoredTopic,
  storedBounds,
  storedTopic,
} from './embedded-topic.ts'
import type { EventLog, PartitionBatch, PartitionBounds } from './event-log.ts'
import { type Share, WHOLE } from './share.ts'

/**
 * The event log without a broker: one directory of memory-mapped files (LMDB), open to several processes at once.
 *
 * Guarantee: `append` and `commit` resolve once they are on disk; a kill at any instruction leaves all of them or nothing.
 * Keeps every record for good: nothing expires. Appends of all processes take turns; readers wait for nobody. `consume` claims the
 * share; whoever gives out several sees to it that each is one process' alone.
 *
 * @throws LogError `unreachable` where the directory cannot be made or opened.
 */
export const openEmbeddedLog = async (path: string, share: Share = WHOLE): Promise<EventLog> => {
  const store = await openStore(path)

  return {
    identity: async () => store.identity,

    ensureTopic: (spec) => store.transaction(() => ensureStoredTopic(store, spec)),

    bounds: async (topic) => {
      store.refresh()
      return storedBounds(store, topic)
    },

    committed: async (topic, group) => {
      store.refresh()
      const { partitions } = storedTopic(store, topic)
      return Array.from(
        { length: partitions },
        (_, partition) => store.committed.get([group, topic, partition]) ?? null,
      )
    },

    append: async (topic, records) => {
      store.refresh()
      const encoded = encodeRecords(store, topic, records)
      if (encoded.size > 0) await store.transaction(() => appendEncoded(store, topic, encoded))
    },

    async *read(topic: string, ranges: readonly PartitionBounds[]): AsyncGenerator<PartitionBatch> {
      store.refresh()
      storedTopic(store, topic)
      for (const { partition, startOffset, endOffset } of ranges) {
        let offset = startOffset
        while (offset < endOffset) {
          const batch = batchAt(store, topic, partition, offset, endOffset)
          if (batch === null) break
          yield { partition, batch }
          offset = batch.nextOffset
          // Reading is synchronous: timers and sockets have their turn between two batches.
          await setImmediate()
        }
      }
    },

    consume: (topic, group) => claimShare(store, topic, group, share),

    close: () => store.close(),
  }
}
