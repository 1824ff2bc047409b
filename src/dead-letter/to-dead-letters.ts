import { hash } from 'node:crypto'
import { map, type OperatorFunction } from 'rxjs'
import type { Rejected } from '../decode/decode-records.ts'
import type { Header, OutgoingRecord } from '../log/record-batch.ts'
import { cutToFit } from './cut-to-fit.ts'
import type { DeadLetter } from './dead-letter.ts'
import { headersOfOrigin } from './headers.ts'
import { type Redrive, redriveOf } from './redrive-header.ts'

export interface DeadLetterOptions {
  readonly topic: string
  readonly partition: number
  /** How many partitions the dead-letter topic has: the source's partition is taken modulo this. */
  readonly deadLetterPartitions: number
  /** Whose dead letters they are, where several groups write to one topic. */
  readonly group?: string
  /** The version of the program that makes them. */
  readonly build?: string
  /** What the dead-letter topic takes in one record, in bytes; no limit where absent. */
  readonly maxLetterBytes?: number
  /** The wall clock, unix milliseconds. Without one, letters do not say when they failed. */
  readonly now?: () => number
}

/**
 * Makes a dead letter of each rejected record.
 *
 *   in   ---x--------x--|     x rejected
 *   out  ---d--------d--|     d dead letter
 *
 * Copies the record's key, value and headers, which are its batch's no longer; keeps nothing else.
 */
export const toDeadLetters =
  (options: DeadLetterOptions): OperatorFunction<Rejected, DeadLetter> =>
  (rejected$) =>
    rejected$.pipe(map(deadLetterOf(options)))

/**
 * Key and value byte for byte, null stays null; the time of the record stays too, where the topic lets it. Only what the topic does not take
 * is cut (`cutToFit`). One that was redriven says how often it has failed by now, and when for the first time.
 */
export const deadLetterOf = (options: DeadLetterOptions): ((rejected: Rejected) => DeadLetter) => {
  const { partition, deadLetterPartitions, maxLetterBytes = Number.POSITIVE_INFINITY, now } = options
  const headersOf = headersOfOrigin(options)
  return ({ batch, index, failure }) => {
    const value = batch.value(index)
    const original = batch.headers(index).map(({ key, value }) => ({ key, value: copy(value) }))
    const timestampMs = batch.timestampMs(index)
    const tenant = failure.tenant ?? failure.event?.tenant
    const redrive = original.length === 0 ? null : redriveOf(original)
    const headers = headersOf(original, {
      offset: batch.offset(index),
      reason: failure.reason,
      errors: failure.errors,
      tenant,
      timestampMs: timestampMs >= 0 ? timestampMs : undefined,
      sha256: value === null ? undefined : hash('sha256', value),
      valueBytes: value?.length,
      attempt: redrive === null ? 1 : redrive.attempt + 1,
      firstFailedAtMs: firstFailure(redrive, now?.()),
    })
    const letter = { partition: partition % deadLetterPartitions, key: batch.key(index), value, headers, timestampMs }
    const fitting = cutToFit(letter, maxLetterBytes)
    const record = { ...fitting, key: copy(fitting.key), value: copy(fitting.value) }
    const bytes = bytesOf(record, original)
    return { kind: 'dead-letter', reason: failure.reason, tenant: tenant ?? null, record, bytes }
  }
}

/** Unix milliseconds. A time behind now is not believed: anyone can write such a header. */
const firstFailure = (redrive: Redrive | null, nowMs: number | undefined): number | undefined => {
  const before = redrive?.firstFailedAtMs
  return before === undefined || nowMs === undefined ? (before ?? nowMs) : Math.min(before, nowMs)
}

/** Our headers' names are the same texts in all letters; those of the record's own are not. */
const bytesOf = ({ key, value, headers }: OutgoingRecord, original: readonly Header[]): number => {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) bytes += header.value?.length ?? 0
  for (const header of original) bytes += header.key.length
  return bytes
}

const copy = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes))
