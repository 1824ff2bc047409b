import type { Event, TenantId } from '../event/event.ts'
import type { Reason } from '../event/reason.ts'

/** Where a record's JSON is not an event: never the value itself, which may be secret, huge or hostile (E4). */
export interface SchemaError {
  /** Dots between the names, from the record's root, which is `$`: `$.payload.session_id`. */
  readonly path: string
  readonly expected: string
  /** What may have gone wrong, where that is known. No value of the record either. */
  readonly hint?: string
}

/** Why a record is not an event. `errors` is empty where the reason says it all. */
export interface DecodeFailure {
  readonly reason: Reason
  readonly errors: readonly SchemaError[]
  /** Of `schema`: whose event it would have been, where the record says so. */
  readonly tenant?: TenantId
  /** Of `future_timestamp`: the event that came too early. A dead letter says whose it is, and nothing else of it (E4). */
  readonly event?: Event
}

/** A failure that its reason explains. Made once each: a flood of bad records allocates none. */
export const failure = (reason: PlainReason): DecodeFailure => FAILURES[reason]

type PlainReason = Exclude<Reason, 'schema' | 'future_timestamp'>

const NO_ERRORS: readonly SchemaError[] = Object.freeze([])

const plain = (reason: PlainReason): DecodeFailure => Object.freeze({ reason, errors: NO_ERRORS })

const FAILURES: Record<PlainReason, DecodeFailure> = {
  too_large: plain('too_large'),
  empty: plain('empty'),
  invalid_utf8: plain('invalid_utf8'),
  too_deep: plain('too_deep'),
  bad_json: plain('bad_json'),
  crash_suspect: plain('crash_suspect'),
}
