import { randomUUID } from 'node:crypto'
import { filter, firstValueFrom, type Observable, ReplaySubject, scan } from 'rxjs'
import {
  type Delivery,
  type EventLog,
  isDelivery,
  type PartitionBounds,
  type PartitionClaim,
  type TakenPartition,
} from '../../../src/log/event-log.ts'
import type { Header, OutgoingRecord, RecordBatch } from '../../../src/log/record-batch.ts'

export type OpenLog = () => Promise<EventLog>

/** A record as it was read, with bytes of its own. */
export interface ReadRecord extends OutgoingRecord {
  readonly offset: number
}

export const unique = (what: string): string => `${what}-${randomUUID()}`

export const text = (value: string, partition = 0): OutgoingRecord => ({
  partition,
  key: null,
  value: Buffer.from(value),
  headers: [],
  timestampMs: 1_700_000_000_000,
})

export const texts = (values: readonly string[], partition = 0): OutgoingRecord[] =>
  values.map((value) => text(value, partition))

export const valuesOf = (records: readonly ReadRecord[]): (string | undefined)[] =>
  records.map(({ value }) => value?.toString())

export const newTopic = async (log: EventLog, partitions = 1): Promise<string> => {
  const name = unique('topic')
  await log.ensureTopic({ name, partitions })
  return name
}

const copy = (bytes: Buffer | null) => (bytes === null ? null : Buffer.from(bytes))
const copyHeader = ({ key, value }: Header): Header => ({ key, value: copy(value) })

export const recordsOf = (partition: number, batch: RecordBatch): ReadRecord[] =>
  Array.from({ length: batch.count }, (_, i) => ({
    partition,
    offset: batch.offset(i),
    timestampMs: batch.timestampMs(i),
    key: copy(batch.key(i)),
    value: copy(batch.value(i)),
    headers: batch.headers(i).map(copyHeader),
  }))

export const boundsOf = async (log: EventLog, topic: string): Promise<readonly PartitionBounds[]> => {
  const bounds = await log.bounds(topic)
  if (bounds === null) throw new Error(`no topic ${topic}`)
  return bounds
}

/** Everything in the given ranges, or in the whole topic, by partition. */
export const readAll = async (log: EventLog, topic: string, ranges?: readonly PartitionBounds[]) => {
  const bounds = ranges ?? (await boundsOf(log, topic))
  const byPartition: ReadRecord[][] = (await boundsOf(log, topic)).map(() => [])
  for await (const { partition, batch } of log.read(topic, bounds)) {
    byPartition[partition]?.push(...recordsOf(partition, batch))
  }
  return byPartition
}

/** Joins a group until `leave`; `claims(n)` waits until n partitions have been claimed, and gives the newest claim of each. */
export const join = (log: EventLog, topic: string, group: string) => {
  const claims$ = new ReplaySubject<PartitionClaim>()
  const subscription = log.consume(topic, group).subscribe(claims$)
  return {
    claims: (partitions: number) =>
      firstValueFrom(
        claims$.pipe(
          scan((claims, claim) => new Map(claims).set(claim.partition, claim), new Map<number, PartitionClaim>()),
          filter((claims) => claims.size === partitions),
        ),
      ),
    leave: () => subscription.unsubscribe(),
  }
}

/** The only claim of a topic that has one partition. */
export const joinAlone = async (log: EventLog, topic: string, group: string) => {
  const { claims, leave } = join(log, topic, group)
  const claim = (await claims(1)).get(0)
  if (claim === undefined) throw new Error('claimed another partition than 0')
  return { claim, leave }
}

/** Without what is said in between. */
export const deliveriesOf = ({ batches }: Pick<TakenPartition, 'batches'>, fromOffset: number): Observable<Delivery> =>
  batches(fromOffset).pipe(filter(isDelivery))

/** Releases every delivery at once, until `enough` says so of the records and the offset that reading would go on from. */
export const consumeUntil = (
  taken: TakenPartition,
  fromOffset: number,
  enough: (records: readonly ReadRecord[], nextOffset: number) => boolean,
) =>
  new Promise<ReadRecord[]>((resolve, reject) => {
    const records: ReadRecord[] = []
    const subscription = deliveriesOf(taken, fromOffset).subscribe({
      next: ({ batch, release }) => {
        records.push(...recordsOf(0, batch))
        if (enough(records, batch.nextOffset)) {
          resolve(records)
          // Not at once: a log may deliver while it is still being subscribed to.
          queueMicrotask(() => subscription.unsubscribe())
        } else release()
      },
      error: reject,
      complete: () => reject(new Error('batches completed by itself')),
    })
  })
