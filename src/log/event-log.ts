import type { Observable } from 'rxjs'
import type { OutgoingRecord, RecordBatch } from './record-batch.ts'

/**
 * The log port: topics of partitions of records, Kafka's model. Two adapters, `embedded-log.ts` and `kafka-log.ts`, and one
 * contract suite (test/log/event-log-contract.ts) that runs on both. Offsets are whole numbers below 2^53.
 */
export interface EventLog extends Topics, Appender, Reader, ConsumerGroups {
  /** Ends every consumer, waits for what is under way, lets go of files and sockets. May be called twice. */
  close(): Promise<void>
}

export interface Topics {
  /** Names this log among all logs, for good: Kafka's cluster id, the embedded log's random one (R6). */
  identity(): Promise<string>
  /**
   * Creates the topic, or checks the one that is there. Never left to auto-creation.
   * @throws LogError `partition_count` where it exists with another number of partitions than `partitions`; `topic_settings` where it exists and
   *   would lose records that `retentionMs` wants kept. Then nothing has changed.
   */
  ensureTopic(topic: TopicSpec): Promise<TopicInfo>
  /** The offsets kept now, one entry a partition, in their order; null where there is no such topic. */
  bounds(topic: string): Promise<readonly PartitionBounds[] | null>
  /**
   * What a group has committed, one entry a partition, in their order, null where it never did. Fences nobody, so it may be out of date
   * when it is answered. @throws LogError `no_such_topic`
   */
  committed(topic: string, group: string): Promise<readonly (CommittedOffset | null)[]>
}

export interface TopicSpec {
  readonly name: string
  /** How many partitions it is created with; null takes what is there, or 4. An existing topic must have this many. */
  readonly partitions: number | null
  /** Stamp records with the time of the append instead of the producer's (Kafka's LogAppendTime). Only on creation. */
  readonly logAppendTime?: boolean
  /** The largest record that has to fit in, in bytes. Only on creation; the log's own default where absent. */
  readonly maxRecordBytes?: number
  /**
   * How long each record has to be kept, whatever its key, in ms from its append on; so `logAppendTime` goes with it. The topic is created
   * like that, and one that is there is checked: refused where it loses records whatever its retention, warned of where it keeps them for
   * less. Where absent the log's own default is taken, and nothing is checked.
   */
  readonly retentionMs?: number | 'unlimited'
}

export interface TopicInfo {
  readonly partitions: number
  readonly created: boolean
  /** What one record of it may have at most, in bytes, key, headers and frames included (`recordBytes` is a bound for both logs). */
  readonly maxRecordBytes: number
  /** Where it keeps records for less than `retentionMs`, or may: a line each, for whoever runs it. */
  readonly warnings: readonly string[]
}

export interface PartitionBounds {
  readonly partition: number
  /** The first offset still kept. */
  readonly startOffset: number
  /** The offset that the next record will get, or, where transactions are open, the first that is not yet stable. */
  readonly endOffset: number
}

export interface Appender {
  /**
   * Appends records, each to its own partition, in order within a partition; resolved when they are durable as the log
   * understands it (Kafka: acks=all).
   * @throws LogError `no_such_topic` where there is no such topic or partition, `too_large`; then nothing of it was appended.
   */
  append(topic: string, records: readonly OutgoingRecord[]): Promise<void>
}

export interface Reader {
  /** Reads the given ranges once, read_committed and without a consumer group; asks for the next batch only when asked. */
  read(topic: string, ranges: readonly PartitionBounds[]): AsyncIterable<PartitionBatch>
}

export interface PartitionBatch {
  readonly partition: number
  readonly batch: RecordBatch
}

export interface ConsumerGroups {
  /**
   * Joins a consumer group and emits a claim for each partition that this process is given, again after every rebalance.
   * Never completes by itself; an error means that the group is lost to this process. Unsubscribing leaves the group.
   */
  consume(topic: string, group: string): Observable<PartitionClaim>
}

/** A partition that the group gave to this process, until `revoked$` says otherwise. */
export interface PartitionClaim {
  readonly partition: number
  /** Emits once, also to those who come late, when the partition is no longer this process' own (R5). */
  readonly revoked$: Observable<void>
  /**
   * A coordinator says whose the partition is, and revokes this claim once it is another's. So who is fenced while the claim stands was
   * fenced by one who woke up late, and may take the partition again. Without a coordinator the last one to take it has it.
   */
  readonly isCoordinated: boolean
  /**
   * Fences whoever had the partition before, then reads what was committed (R3). After any failure of `commit` the taken
   * partition is spent: take it again (R4).
   */
  take(): Promise<TakenPartition>
}

export interface TakenPartition {
  readonly committed: CommittedOffset | null
  /** The first offset that the log kept when the partition was taken. */
  readonly startOffset: number
  /** The offset that the next record would have got then, or the first that was not yet stable. */
  readonly endOffset: number
  /** False where the log knows of an owner that took the partition since: what was read of it no longer holds. */
  isOurs(): Promise<boolean>
  /**
   * The partition's batches from an offset on, one at a time: the next comes only after `release` (RxJS has no
   * backpressure). While there is none, and the last one is released, a `caught-up` comes at least once a second, as long as the
   * log can be asked. Subscribe once. Never completes by itself.
   */
  batches(fromOffset: number): Observable<Delivery | CaughtUp>
  /**
   * One transaction of the log: the records of every topic, the next offset and its metadata, all or nothing, durable when resolved (R2).
   * @throws LogError `fenced` where another owner took the partition; `no_such_topic` or `too_large` where a record can never be taken: then
   *   nothing was written. Any other error leaves the outcome unknown.
   */
  commit(transaction: LogTransaction): Promise<void>
  /** Lets go of what this taking holds (a producer's connection). May be called twice, also after a failed commit. */
  close(): Promise<void>
}

export interface CommittedOffset {
  readonly offset: number
  readonly metadata: string
}

export interface Delivery {
  readonly kind: 'delivery'
  readonly batch: RecordBatch
  readonly release: () => void
}

/** The log was asked, and had nothing behind what was delivered. */
export interface CaughtUp {
  readonly kind: 'caught-up'
  /** When it was asked, in ms of this machine's clock that only goes forwards (`performance.now()`). */
  readonly atMs: number
}

export const isDelivery = (item: { readonly kind: string }): item is Delivery => item.kind === 'delivery'

export interface LogTransaction {
  readonly nextOffset: number
  /** Kept beside the offset; at most 4,096 bytes (Kafka's offset.metadata.max.bytes). */
  readonly metadata: string
  /** In this order within a partition; a topic may come twice. Who has no records need not be there. */
  readonly appends: readonly TopicRecords[]
}

/** Records on their way into a topic, each into its own partition. */
export interface TopicRecords {
  readonly topic: string
  readonly records: readonly OutgoingRecord[]
}

/** What can be wrong with a log, in words for its user: the message says what, where and what to do. */
export class LogError extends Error {
  override readonly name = 'LogError'
  readonly reason: LogErrorReason
  constructor(reason: LogErrorReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/**
 * Whether it may go away while who meets it waits: what is not reached comes back, and somebody may let us in again. Who meets it at
 * the very start should rather be told at once that it is not let in.
 */
export const mayPass = (error: unknown): error is LogError =>
  error instanceof LogError && (error.reason === 'unreachable' || error.reason === 'unauthenticated')

export type LogErrorReason =
  | 'unreachable'
  /** It is there, and does not take us for who we say that we are, or we it. */
  | 'unauthenticated'
  /** It knows us, and does not let us do that. */
  | 'unauthorized'
  | 'fenced'
  | 'partition_count'
  | 'topic_settings'
  | 'no_such_topic'
  | 'too_large'
  | 'ledger_lost'
  | 'unsupported'
