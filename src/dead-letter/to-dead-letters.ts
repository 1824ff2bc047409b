import { filter, map, type OperatorFunction } from 'rxjs'
import type { Decoded, Rejected } from '../decode/decode-records.ts'
import type { DeadLetter } from './dead-letter.ts'
import { headersOfOrigin } from './headers.ts'

export interface DeadLetterOptions {
  readonly topic: string
  readonly partition: number
  /** How many partitions the dead-letter topic has: the source's partition is taken modulo this. */
  readonly deadLetterPartitions: number
  /** Whose dead letters they are, where several groups write to one topic. */
  readonly group?: string
  /** What the dead-letter topic takes in one record, in bytes; no limit where absent. */
  readonly maxLetterBytes?: number
}

/**
 * Makes a dead letter of each rejected record, and leaves out everything else.
 *
 *   in   e--x--e--b--x--|     e event, x rejected, b barrier
 *   out  ---d--------d--|     d dead letter
 *
 * Copies the record's key, value and headers, which are its batch's no longer; keeps nothing else.
 */
export const toDeadLetters =
  (options: DeadLetterOptions): OperatorFunction<Decoded, DeadLetter> =>
  (decoded$) =>
    decoded$.pipe(
      filter((decoded): decoded is Rejected => decoded.kind === 'rejected'),
      map(deadLetterOf(options)),
    )

/** Key and value byte for byte, null stays null; the time of the record stays too, where the topic lets it. */
export const deadLetterOf = (options: DeadLetterOptions): ((rejected: Rejected) => DeadLetter) => {
  const headers = headersOfOrigin(options)
  return ({ batch, index, failure: { reason, errors } }) => {
    const original = batch.headers(index).map(({ key, value }) => ({ key, value: copy(value) }))
    const record = {
      partition: options.partition % options.deadLetterPartitions,
      key: copy(batch.key(index)),
      value: copy(batch.value(index)),
      headers: headers(original, { offset: batch.offset(index), reason, errors }),
      timestampMs: batch.timestampMs(index),
    }
    const headerBytes = record.headers.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0)
    const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0) + headerBytes
    return { kind: 'dead-letter', reason, record, bytes }
  }
}

const copy = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes))
