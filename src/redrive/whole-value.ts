import { createHash } from 'node:crypto'
import type { Origin } from '../dead-letter/headers.ts'
import type { Reader, Topics } from '../log/event-log.ts'

/**
 * The value of a letter that holds only its beginning, read again from its source. Undefined where the source has it no longer, or has
 * something else in its place: by the letter's sha256.
 */
export const wholeValue = async (
  log: Reader & Topics,
  { topic, partition, offset, sha256 }: Origin,
): Promise<Buffer | undefined> => {
  const kept = (await log.bounds(topic))?.find((bounds) => bounds.partition === partition)
  if (kept === undefined || offset < kept.startOffset || offset >= kept.endOffset) return undefined
  for await (const { batch } of log.read(topic, [{ partition, startOffset: offset, endOffset: offset + 1 }])) {
    for (let i = 0; i < batch.count; i++) {
      const value = batch.offset(i) === offset ? batch.value(i) : null
      if (value !== null && createHash('sha256').update(value).digest('hex') === sha256) return Buffer.from(value)
    }
  }
  return undefined
}
