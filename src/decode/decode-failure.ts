import type { Reason } from '../event/reason.ts'

/** Where a record's JSON is not an event: never the value itself, which may be secret, huge or hostile (E4). */
export interface SchemaError {
  /** Dots between the names, from the record's root, which is `$`: `$.payload.session_id`. */
  readonly path: string
  readonly expected: string
}

/** Why a record is not an event. `errors` is empty where the reason says it all. */
export interface DecodeFailure {
  readonly reason: Reason
  readonly errors: readonly SchemaError[]
}

/** A failure that its reason explains. Made once each: a flood of bad records allocates none. */
export const failure = (reason: Exclude<Reason, 'schema'>): DecodeFailure => FAILURES[reason]

const plain = (reason: Reason): DecodeFailure => Object.freeze({ reason, errors: Object.freeze([]) })

const FAILURES: Record<Exclude<Reason, 'schema'>, DecodeFailure> = {
  too_large: plain('too_large'),
  empty: plain('empty'),
  invalid_utf8: plain('invalid_utf8'),
  too_deep: plain('too_deep'),
  bad_json: plain('bad_json'),
  future_timestamp: plain('future_timestamp'),
  crash_suspect: plain('crash_suspect'),
}
