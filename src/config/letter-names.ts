import * as t from 'io-ts'
import { REASONS, type Reason } from '../event/reason.ts'
import { textCodec } from './text-codec.ts'

const isReason = (name: string): name is Reason => (REASONS as readonly string[]).includes(name)

/** One reason of the closed list (E4) or several. */
export const Reasons = textCodec(
  `one of ${REASONS.join(', ')}, or several with commas between`,
  t.readonlyArray(t.keyof(Object.fromEntries(REASONS.map((reason) => [reason, null])) as Record<Reason, null>)),
  (text): readonly Reason[] | null => {
    const names = text.split(',').map((name) => name.trim())
    return names.every(isReason) ? names : null
  },
)

/** A field of an event as a dead letter names it: from the record's root, which is `$`. */
export const ErrorPath = textCodec("a path from the record's root, such as $.timestamp", t.string, (path) =>
  /^\$(\.[^.]+)*$/.test(path) ? path : null,
)
