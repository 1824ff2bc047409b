import type { SharedBytes } from './shared-bytes.ts'

/** A record's header: a name, which may repeat, and bytes. */
export interface Header {
  readonly key: string
  readonly value: Buffer | null
}

/**
 * Consecutive records of one partition over shared bytes, read by position: no object a record.
 *
 * `i` runs from 0 to `count - 1`; another `i` is a programming error and its outcome is undefined.
 * The buffers are views, valid until the batch is released (`Delivery`): copy what has to live longer.
 */
export interface RecordBatch {
  /** How many records; 0 where the log had only records of its own (control records, compacted gaps). */
  readonly count: number
  /** The offset that reading goes on from after this batch. Above the last record's offset + 1 where the log skips. */
  readonly nextOffset: number
  offset(i: number): number
  /** The record's own timestamp, unix milliseconds; -1 where it has none. */
  timestampMs(i: number): number
  key(i: number): Buffer | null
  value(i: number): Buffer | null
  /** The bytes that the value lies in, which may hold other records too: from `valueFrom(i)` up to, not including, `valueTo(i)`. */
  valueBytes(i: number): SharedBytes
  valueFrom(i: number): number
  /** Below `valueFrom(i)` where the value is null. For who reads each value, three numbers are 50 ns less than a view. */
  valueTo(i: number): number
  headers(i: number): readonly Header[]
}

/** A record on its way into a log. */
export interface OutgoingRecord {
  readonly partition: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
  /** Unix milliseconds. */
  readonly timestampMs: number
}
