/**
 * Why a record is a dead letter: a closed list (E4), in the order in which the causes are looked for.
 * `crash_suspect` is given to a record that killed the process twice (R7).
 */
export const REASONS = [
  'too_large',
  'empty',
  'invalid_utf8',
  'too_deep',
  'bad_json',
  'schema',
  'future_timestamp',
  'crash_suspect',
] as const

export type Reason = (typeof REASONS)[number]
