import { errorText } from '../../dead-letter/error-text.ts'
import type { Letter } from '../../dead-letter/read-letters.ts'
import { plainText } from '../plain-text.ts'
import { recordTimeText } from '../time-text.ts'

/**
 * A letter as one line of a terminal: its own place, where it came from, when it was written, reason, tenant, what was wrong, and the
 * start of its value.
 *
 *   0:17  events 2:1041  2026-11-23T10:00:00.000Z  schema  acme  $.timestamp: expected ... (...)  {"tenant_id":"acme", ...
 */
export const letterLine = ({ partition, offset, origin, appendedMs, value }: Letter): string => {
  const columns = [
    `${partition}:${offset}`.padEnd(8),
    (origin === null ? '?' : sourceText(origin)).padEnd(18),
    recordTimeText(appendedMs).padEnd(24),
    (origin?.reason ?? 'unknown').padEnd(16),
    plainText(origin?.tenant ?? '?', 24).padEnd(10),
    ...(origin?.errors.length ? [plainText(origin.errors.map(errorText).join('; '), 240)] : []),
    value === null ? 'null' : plainText(startOf(value), 80),
  ]
  return columns.join('  ')
}

/** `events 2:1041` */
export const sourceText = ({ topic, partition, offset }: NonNullable<Letter['origin']>): string =>
  `${plainText(topic, 60)} ${partition}:${offset}`

/** No more of the value than a line may show is made a text of: four bytes a character at most. */
const startOf = (value: Buffer): string => value.toString('utf8', 0, 400)
