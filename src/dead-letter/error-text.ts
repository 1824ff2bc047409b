import type { SchemaError } from '../decode/decode-failure.ts'
import type { Reason } from '../event/reason.ts'

const OF_REASON: Readonly<Record<Reason, string>> = {
  too_large: 'the value is larger than 1 MiB',
  empty: 'the record has no value',
  invalid_utf8: 'the value is not UTF-8',
  too_deep: 'the JSON is nested more than 64 levels deep',
  bad_json: 'the value is not JSON',
  schema: 'the JSON is not an event',
  future_timestamp: "the event's time is too far ahead of its record",
  crash_suspect: 'the process died each time that it looked at this record',
}

/** `$.timestamp: expected a finite number of unix seconds, not below 0 (a number in quotes: leave them out)` */
export const errorText = ({ path, expected, hint }: SchemaError): string =>
  `${path}: expected ${expected}${hint === undefined ? '' : ` (${hint})`}`

/** What is wrong with a record, in one line for people; where nothing more is known, its reason in words. */
export const failureText = (reason: Reason, errors: readonly SchemaError[]): string =>
  errors.length === 0 ? OF_REASON[reason] : errors.map(errorText).join('; ')
