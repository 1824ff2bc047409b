import { hash } from 'node:crypto'
import type { Origin } from '../dead-letter/headers.ts'
import { contentAt } from '../dead-letter/read-letters.ts'
import type { Reader, Topics } from '../log/event-log.ts'
import type { OutgoingRecord } from '../log/record-batch.ts'

/** What a letter was made of. */
export type Content = Pick<OutgoingRecord, 'key' | 'value' | 'headers'>

/**
 * The record that a letter was made of, where the letter holds only part of it: read again from its topic. Undefined where the topic no
 * longer has it, or has something else in its place, by the letter's sha256.
 */
export const sourceRecord = async (
  log: Reader & Topics,
  { topic, partition, offset, sha256 }: Origin,
): Promise<Content | undefined> => {
  const kept = (await log.bounds(topic))?.find((bounds) => bounds.partition === partition)
  if (kept === undefined || offset < kept.startOffset || offset >= kept.endOffset) return undefined
  for await (const { batch } of log.read(topic, [{ partition, startOffset: offset, endOffset: offset + 1 }])) {
    for (let i = 0; i < batch.count; i++) {
      if (batch.offset(i) !== offset) continue
      const content = contentAt(batch, i)
      return sha256Of(content.value) === sha256 ? content : undefined
    }
  }
  return undefined
}

const sha256Of = (value: Buffer | null): string | undefined => (value === null ? undefined : hash('sha256', value))
