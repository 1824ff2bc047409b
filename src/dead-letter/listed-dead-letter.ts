import type { Header, RecordBatch } from '../log/record-batch.ts'
import { type Origin, originOf } from './headers.ts'

/** A record of a dead-letter topic as it is shown: where it came from, why it is here, and what it is. */
export interface ListedDeadLetter extends Partial<Origin> {
  /** base64 of the bytes as they came; null where the record had no value. */
  readonly value: string | null
  /** As UTF-8 text; of a name that repeats, all texts. */
  readonly headers: Readonly<Record<string, string | null | readonly (string | null)[]>>
}

/** The i-th record of a batch of dead letters. Without our headers (somebody else's record) it has no origin. */
export const listedDeadLetter = (batch: RecordBatch, i: number): ListedDeadLetter => {
  const headers = batch.headers(i)
  return { ...originOf(headers), value: batch.value(i)?.toString('base64') ?? null, headers: headerTexts(headers) }
}

const headerTexts = (headers: readonly Header[]): ListedDeadLetter['headers'] => {
  const byName = new Map<string, (string | null)[]>()
  for (const { key, value } of headers) byName.set(key, [...(byName.get(key) ?? []), value?.toString('utf8') ?? null])
  // fromEntries defines own properties: a header called __proto__ is just a header.
  return Object.fromEntries([...byName].map(([name, texts]) => [name, texts.length === 1 ? texts[0]! : texts]))
}
