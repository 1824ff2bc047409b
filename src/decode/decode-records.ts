import { isLeft } from 'fp-ts/lib/Either.js'
import { concatMap, type OperatorFunction } from 'rxjs'
import { type Ahead, ahead, isAhead } from '../event/ahead.ts'
import type { Event } from '../event/event.ts'
import type { Barrier } from '../log/barrier.ts'
import type { CaughtUp, Delivery } from '../log/event-log.ts'
import type { RecordBatch } from '../log/record-batch.ts'
import { type DecodeLimits, decodeEvent, isTooFarAhead, MAX_VALUE_BYTES } from './decode-event.ts'
import { type DecodeFailure, failure } from './decode-failure.ts'
import { scanEvent } from './scan-event.ts'

/** A record that is no event, still where it lies in its batch. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly batch: RecordBatch
  /** Its position in the batch. */
  readonly index: number
  readonly failure: DecodeFailure
}

export type Decoded = Event | Rejected | Ahead | CaughtUp | Barrier

export interface DecodeOptions extends DecodeLimits {
  /** Offsets of records that have killed the process: rejected as `crash_suspect`, unread (R7). */
  readonly condemned?: readonly number[]
}

/**
 * Turns each batch into its events, its rejected records (E4) and a barrier behind them, in the order of the records.
 *
 *   in   D-------D-----C--|     D delivery of three records, C a barrier from elsewhere
 *   out  (eexb)--(eeeb)C--|     e event, x rejected, b barrier of the batch
 *
 * An event ahead of its record, accepted or rejected, has an `Ahead` behind it (E3): a record's own timestamp is known only here.
 * Emits within the same turn; keeps one batch's events, no longer than that. A rejected record and its bytes are the batch's: take
 * what has to live longer before the batch is released. What is no delivery goes out as it came in. Bad bytes are values, never errors.
 */
export const decodeRecords =
  (options: DecodeOptions): OperatorFunction<Delivery | CaughtUp | Barrier, Decoded> =>
  (input$) =>
    input$.pipe(concatMap((input) => (input.kind === 'delivery' ? decodeBatch(input, options) : [input])))

/** The fast way, for most records: null where it has nothing to say. */
const scanValue = (batch: RecordBatch, index: number): Event | null => {
  const from = batch.valueFrom(index)
  const to = batch.valueTo(index)
  return to - from > MAX_VALUE_BYTES ? null : scanEvent(batch.valueBytes(index), from, to)
}

const decodeBatch = ({ batch, release }: Delivery, options: DecodeOptions): Decoded[] => {
  const { condemned = [] } = options
  const decoded: Decoded[] = []
  for (let index = 0; index < batch.count; index++) {
    if (condemned.length > 0 && condemned.includes(batch.offset(index))) {
      decoded.push({ kind: 'rejected', batch, index, failure: failure('crash_suspect') })
      continue
    }
    const timestampMs = batch.timestampMs(index)
    const scanned = scanValue(batch, index)
    const either =
      scanned === null || isTooFarAhead(scanned, timestampMs, options)
        ? decodeEvent(batch.value(index), timestampMs, options)
        : null
    if (either !== null && isLeft(either)) {
      const failure = either.left
      decoded.push({ kind: 'rejected', batch, index, failure })
      if (failure.event !== undefined) decoded.push(ahead(failure.event, timestampMs, true))
    } else {
      const event = either === null ? scanned! : either.right
      decoded.push(event)
      if (isAhead(event, timestampMs)) decoded.push(ahead(event, timestampMs, false))
    }
  }
  decoded.push({
    kind: 'barrier',
    nextOffset: batch.nextOffset,
    records: batch.count,
    appendedMs: batch.count === 0 ? null : batch.timestampMs(batch.count - 1),
    cause: 'batch',
    release,
  })
  return decoded
}
