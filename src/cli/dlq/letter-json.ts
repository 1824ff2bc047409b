import type { Letter } from '../../dead-letter/read-letters.ts'
import type { Header } from '../../log/record-batch.ts'
import { jsonText } from '../json-text.ts'
import { timeText } from '../time-text.ts'

/**
 * A letter as one line of JSON. `partition`, `offset` and `source_topic` are where it came from; `place` is its own. Bytes are base64,
 * null where the record had none; header values are UTF-8 text, a list of them where a name repeats. What the letter does not say is absent.
 */
export const letterJson = ({ partition, offset, appendedMs, origin, key, value, headers }: Letter): string =>
  jsonText({
    place: `${partition}:${offset}`,
    appended_at: isoOf(appendedMs),
    source_topic: origin?.topic,
    partition: origin?.partition,
    offset: origin?.offset,
    timestamp: isoOf(origin?.timestampMs),
    group: origin?.group,
    tenant: origin?.tenant,
    reason: origin?.reason,
    errors: origin?.errors,
    attempt: origin === null ? undefined : (origin.attempt ?? 1),
    first_failed_at: isoOf(origin?.firstFailedAtMs),
    build: origin?.build,
    sha256: origin?.sha256,
    value_bytes: origin?.valueBytes,
    truncated: origin?.truncated,
    key: base64(key),
    value: base64(value),
    headers: headerTexts(headers),
  })

/** Null where the record has no time. */
const isoOf = (ms: number | undefined): string | null | undefined =>
  ms === undefined ? undefined : ms === -1 ? null : timeText(ms)

const base64 = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null

type Texts = string | null | readonly (string | null)[]

const headerTexts = (headers: readonly Header[]): Readonly<Record<string, Texts>> => {
  const byName = new Map<string, (string | null)[]>()
  for (const { key, value } of headers) {
    const texts = byName.get(key) ?? []
    texts.push(value?.toString('utf8') ?? null)
    byName.set(key, texts)
  }
  // fromEntries defines own properties: a header called __proto__ is just a header.
  return Object.fromEntries([...byName].map(([name, texts]) => [name, texts.length === 1 ? texts[0]! : texts]))
}
