import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { DurationMs } from './durations.ts'
import { AnyIsoTimeMs } from './paths-and-times.ts'
import { textCodec } from './text-codec.ts'

const SinceType = t.union([
  t.readonly(t.type({ kind: t.literal('at'), ms: t.number })),
  t.readonly(t.type({ kind: t.literal('ago'), ms: t.number })),
])

/** A moment in unix milliseconds, or how many milliseconds ago it was. */
export type Since = t.TypeOf<typeof SinceType>

export const Since = textCodec(
  'an ISO time with its zone, such as 2026-01-31T12:00:00Z, or a duration back from now, such as 30m or 2h',
  SinceType,
  (text): Since | null => {
    const ago = DurationMs.decode(text)
    if (isRight(ago)) return { kind: 'ago', ms: ago.right }
    const at = AnyIsoTimeMs.decode(text)
    return isRight(at) ? { kind: 'at', ms: at.right } : null
  },
)

/** As unix milliseconds: a duration is counted back from now. */
export const sinceMs = (since: Since, nowMs: number): number => (since.kind === 'at' ? since.ms : nowMs - since.ms)
