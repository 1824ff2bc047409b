import { concat, defer, from, NEVER, Observable, takeUntil } from 'rxjs'
import type { GroupKey } from './embedded-environment.ts'
import type { EmbeddedStore } from './embedded-store.ts'
import { appendEncoded, batchAt, encodeRecords, endOffset, startOffset, storedTopic } from './embedded-topic.ts'
import {
  type CaughtUp,
  type Delivery,
  LogError,
  type LogTransaction,
  type PartitionClaim,
  type TakenPartition,
} from './event-log.ts'
import { isInShare, type Share } from './share.ts'

/** How long a reader at the end waits before it looks again: what another process appends is at most this late. */
const POLL_MS = 25
/** How often it says that there was nothing, at most. */
const CAUGHT_UP_MS = 500

const MAX_METADATA_BYTES = 4_096

/**
 * Claims every partition of the share at once: there is no coordinator, so the last process to take a partition has it, and
 * the one before learns of it when it commits.
 */
export const claimShare = (
  store: EmbeddedStore,
  topic: string,
  group: string,
  share: Share,
): Observable<PartitionClaim> =>
  defer(() => {
    store.refresh()
    const partitions = Array.from({ length: storedTopic(store, topic).partitions }, (_, partition) => partition)
    const ours = partitions.filter((partition) => isInShare(partition, share))
    return concat(from(ours.map((partition) => claim(store, [group, topic, partition]))), NEVER)
  }).pipe(takeUntil(store.closed$))

const claim = (store: EmbeddedStore, key: GroupKey): PartitionClaim => ({
  partition: key[2],
  revoked$: NEVER,
  isCoordinated: false,
  take: async () => {
    const { epoch, committed, end } = await store.transaction(() => {
      const next = (store.owners.get(key)?.epoch ?? 0) + 1
      store.owners.put(key, { epoch: next, pid: process.pid })
      return { epoch: next, committed: store.committed.get(key) ?? null, end: endOffset(store, key[1], key[2]) }
    })
    const isOurs = async () => {
      store.refresh()
      return store.owners.get(key)?.epoch === epoch
    }
    return {
      committed,
      startOffset: startOffset(),
      endOffset: end,
      isOurs,
      batches: (fromOffset) => liveBatches(store, key, fromOffset).pipe(takeUntil(store.closed$)),
      commit: (transaction) => commit(store, key, epoch, transaction),
      close: async () => {},
    } satisfies TakenPartition
  },
})

const commit = async (
  store: EmbeddedStore,
  key: GroupKey,
  epoch: number,
  { nextOffset, metadata, appends }: LogTransaction,
): Promise<void> => {
  const metadataBytes = Buffer.byteLength(metadata)
  if (metadataBytes > MAX_METADATA_BYTES) {
    const limit = `at most ${MAX_METADATA_BYTES} can be committed`
    throw new LogError('too_large', `The offset's metadata has ${metadataBytes} bytes; ${limit}.`)
  }
  store.refresh()
  const encoded = appends
    .filter(({ records }) => records.length > 0)
    .map(({ topic, records }) => ({ topic, batches: encodeRecords(store, topic, records) }))
  await store.transaction(() => {
    const owner = store.owners.get(key)
    if (owner?.epoch !== epoch) throw fenced(key, owner?.pid)
    for (const { topic, batches } of encoded) appendEncoded(store, topic, batches)
    store.committed.put(key, { offset: nextOffset, metadata })
  })
}

const fenced = ([group, topic, partition]: GroupKey, pid: number | undefined) => {
  const by = pid === process.pid ? 'this process took it again' : `process ${pid ?? 'unknown'} took it over`
  const what = `Partition ${partition} of topic ${topic} is no longer this owner's in group ${group}`
  return new LogError('fenced', `${what}: ${by}. Nothing was committed. Let one process at a time run in a group.`)
}

/**
 * The stored batches of a partition, then what is appended later, by this process or another.
 *
 *   log       ab----c-----
 *   released  --r--r---r--
 *   out       a-b--uuc-uuu     u caught up, said every 500 ms; c is found by looking again every 25 ms
 *
 * An Observable of its own, since each batch waits for the release of the one before. Reads the next batch only then, so it
 * keeps none. Errors where the log cannot be read. Unsubscribing stops the timer.
 */
const liveBatches = (
  store: EmbeddedStore,
  [, topic, partition]: GroupKey,
  fromOffset: number,
): Observable<Delivery | CaughtUp> =>
  new Observable((subscriber) => {
    let offset = fromOffset
    let timer: NodeJS.Timeout | undefined
    let immediate: NodeJS.Immediate | undefined
    let saidAtMs = Number.NEGATIVE_INFINITY
    const sayCaughtUp = (atMs: number) => {
      if (atMs - saidAtMs < CAUGHT_UP_MS) return
      saidAtMs = atMs
      subscriber.next({ kind: 'caught-up', atMs })
    }
    const deliver = () => {
      const atMs = performance.now()
      let batch: ReturnType<typeof batchAt>
      try {
        batch = batchAt(store, topic, partition, offset)
      } catch (error) {
        subscriber.error(error)
        return
      }
      if (batch === null) {
        timer = setTimeout(deliver, POLL_MS)
        sayCaughtUp(atMs)
        return
      }
      saidAtMs = Number.NEGATIVE_INFINITY
      offset = batch.nextOffset
      let isReleased = false
      const release = () => {
        if (isReleased || subscriber.closed) return
        isReleased = true
        // In a turn of its own: a release within the delivery would recurse, once a batch.
        immediate = setImmediate(deliver)
      }
      subscriber.next({ kind: 'delivery', batch, release })
    }
    deliver()
    return () => {
      clearTimeout(timer)
      clearImmediate(immediate)
    }
  })
